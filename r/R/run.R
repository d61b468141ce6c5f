# Running a command.

#' Run a command of the program
#'
#' Every command can be run so: arguments without a name are its words,
#' arguments with a name its options (`from_year = 1990` is `--from-year 1990`,
#' `list = TRUE` is the flag `--list`; several values repeat the option; a named
#' list gives `NAME=VALUE`). Data frames are written to files, see [fd_write()].
#'
#' @param command The command, e.g. `"aid"`; see [fd_commands()].
#' @param ... Its arguments and options.
#' @return Of commands that answer in JSON an object of class
#'   `foedera_answer`: `answer` as lists, `provenance` (what made it), `schema`,
#'   `status` (1 is a negative finding). Its tables are got by [fd_table()];
#'   `summary()` prints what the command line prints. Of others the lines that
#'   they print, invisibly.
#' @details Errors are conditions of class `foedera_error` with `code`, `place`,
#'   `remedy` and, where there are several, `problems`. Warnings of the program
#'   have the class `foedera_warning`.
#' @examples
#' if (nzchar(Sys.which("foedera"))) {
#'   answer <- fd_run("treaty", "CSTO", at = as.Date("1996-01-01"))
#'   fd_table(answer, "members")
#'   tryCatch(fd_run("state", "XYZ"), foedera_error = function(problem) problem$remedy)
#' }
#' @export
fd_run <- function(command, ...) {
  if (!is.character(command) || length(command) != 1 || is.na(command)) {
    fd_refuse("the command is no single word", "see fd_commands()")
  }
  run_with(command, list(...))
}

# As fd_run(), with the arguments as a list.
run_with <- function(command, arguments) {
  first <- strsplit(command, " ", fixed = TRUE)[[1]]
  made <- words_of(c(as.list(first[-1]), arguments))
  on.exit(unlink(made$folder, recursive = TRUE))
  named <- names(arguments)
  own_format <- any(c("format", "html", "figure", "output", "o") %in% named)
  words <- command_words(first[1], made$words)
  structured <- !("format" %in% named) && has_option(words, "format") && !writes_file(words, named)
  out <- call_program(c(first[1], made$words, if (structured) c("--format", "json")))
  if (out$status > 1) fd_abort(parse_problems(out$err), out$status)
  if (!structured) {
    relay(out$err)
    return(invisible(out$out))
  }
  if (length(out$out) == 0) fd_abort(parse_problems(out$err), out$status)
  relay(out$err)
  new_answer(paste(out$out, collapse = "\n"), list(command = command, arguments = arguments), out$status)
}

# A panel that is written as a file is no answer in JSON.
writes_file <- function(words, named) words[1] == "panel" && any(c("output", "o") %in% named)

# The words of arguments; data frames go to files of a folder that the caller takes away.
words_of <- function(arguments) {
  folder <- tempfile("foedera-data")
  files <- function(data, name) {
    dir.create(folder, showWarnings = FALSE)
    file <- file.path(folder, paste0(name, ".csv"))
    number <- 1
    while (file.exists(file)) {
      number <- number + 1
      file <- file.path(folder, paste0(name, number, ".csv"))
    }
    fd_write(data, file, sprintf("`%s`", name))
  }
  names <- if (is.null(names(arguments))) rep("", length(arguments)) else names(arguments)
  words <- Map(function(value, name, place) {
    if (nzchar(name)) option_words(name, value, files) else positional(value, files, paste0("argument", place))
  }, arguments, names, seq_along(arguments))
  # Words before options: an option that may be followed by a word must not take it.
  list(words = as.character(unlist(c(words[!nzchar(names)], words[nzchar(names)]))), folder = folder)
}

new_answer <- function(json, asked, status) {
  envelope <- jsonlite::fromJSON(json, simplifyVector = FALSE)
  command <- sub(" .*$", "", envelope$command)
  structure(
    c(envelope, list(asked = asked, status = status, json = json)),
    class = c(paste0("fd_", gsub("-", "_", command)), "foedera_answer")
  )
}
