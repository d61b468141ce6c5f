# The program `foedera`: where it is, how it is called, which commands it has.

#' The program that is called
#'
#' Looked for in this order: the option `foedera.program`, the environment
#' variable `FOEDERA`, the search path. What is named but cannot be run is an
#' error; it is not looked for elsewhere.
#'
#' @return The path of the program.
#' @examples
#' # The version of the program that answers, where one is installed.
#' if (nzchar(Sys.which("foedera"))) fd_version()
#' @export
fd_find <- function() {
  install <- paste(
    "install it with `cargo install --path crates/foedera` from a clone of Foedera, or say where it is:",
    "options(foedera.program = \"/path/to/foedera\")"
  )
  named <- getOption("foedera.program", Sys.getenv("FOEDERA"))
  if (nzchar(named)) {
    path <- Sys.which(path.expand(named))
    if (!nzchar(path)) fd_refuse(sprintf("`%s` is no program that can be run", named), install)
    return(unname(path))
  }
  path <- Sys.which("foedera")
  if (!nzchar(path)) fd_refuse("the program `foedera` is not on the search path", install)
  unname(path)
}

#' @rdname fd_find
#' @return `fd_version()`: its version, as text.
#' @export
fd_version <- function() sub("^foedera ", "", call_program("--version")$out[1])

# Calls the program with words; its standard output and error as lines, and its status.
call_program <- function(words, folder = NULL) {
  program <- fd_find()
  out <- tempfile("foedera-out")
  err <- tempfile("foedera-err")
  on.exit(unlink(c(out, err)))
  if (!is.null(folder)) {
    before <- setwd(folder)
    on.exit(setwd(before), add = TRUE)
  }
  status <- suppressWarnings(system2(program, shQuote(words), stdout = out, stderr = err))
  read <- function(file) readLines(file, warn = FALSE, encoding = "UTF-8")
  list(out = read(out), err = read(err), status = status)
}

# Kept for the session: what the program says of its commands, by program.
known <- new.env(parent = emptyenv())

# The help of a command, asked once a session.
help_of <- function(command) {
  key <- paste(c(fd_find(), command), collapse = " ")
  if (is.null(known[[key]])) assign(key, call_program(c(command, "--help"))$out, envir = known)
  known[[key]]
}

# Names and first sentences of the commands in a text of help.
commands_in <- function(help) {
  start <- match("Commands:", help)
  if (is.na(start)) return(data.frame(command = character(), what = character()))
  body <- help[-seq_len(start)]
  body <- body[cumsum(!nzchar(body)) == 0]
  body <- grep("^  [a-z]", body, value = TRUE)
  parts <- regmatches(body, regexec("^  ([a-z-]+) +(.*)$", body))
  data.frame(command = vapply(parts, `[`, "", 2), what = vapply(parts, `[`, "", 3))
}

#' The commands of the program
#'
#' Each has a function of its name (`fd_aid()` of `aid`), and all can be called
#' by [fd_run()].
#'
#' @return A data frame: `command` and `what` it does.
#' @examples
#' if (nzchar(Sys.which("foedera"))) fd_commands()
#' @export
fd_commands <- function() {
  commands <- commands_in(help_of(character()))
  commands[commands$command != "help", , drop = FALSE]
}

# Whether a command (with the word of its subcommand, if it has some) has an option.
has_option <- function(command, option) {
  any(grepl(sprintf("^\\s+(-[a-z], )?--%s( |$)", option), help_of(command)))
}

# The words that name the command: `scenario list` has two.
command_words <- function(command, words) {
  if (length(words) > 0 && words[1] %in% commands_in(help_of(command))$command) c(command, words[1]) else command
}
