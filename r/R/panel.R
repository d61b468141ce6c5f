# Panels as data frames.

#' A panel of states, pairs, members or alliances by year
#'
#' Built by the program from a world file (see the command `import`) and read
#' as a data frame. Missing is `NA`, never zero. [fd_cite()] gives the citations
#' of its datasets and [fd_codebook()] its codebook.
#'
#' @param kind `"state-year"`, `"dyad-year"`, `"directed-dyad-year"`,
#'   `"member-year"` or `"alliance-year"`.
#' @param with The variables, see [fd_variables()].
#' @param from,to First and last year.
#' @param system `"cow"` (Correlates of War) or `"gw"` (Gleditsch and Ward).
#' @param world The world file; the option `foedera.world` or, without it,
#'   `world.foedera` of the working directory.
#' @param states,treaty Only these states, or those that were ever in a treaty.
#' @param names Whether the names of the states are given.
#' @param facts Files of own facts.
#' @return A data frame of class `fd_panel`; all columns but names are numbers.
#' @examples
#' \dontrun{
#' fd_import("data", output = "world.foedera")
#' fd_panel("directed-dyad-year", c("defense", "cinc", "mid_onset"), from = 1946, to = 2010)
#' }
#' @export
fd_panel <- function(kind, with = character(), from = 1946, to = 2018, system = c("cow", "gw"),
                     world = getOption("foedera.world"), states = NULL, treaty = NULL, names = FALSE, facts = NULL) {
  folder <- tempfile("foedera-panel")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  file <- file.path(folder, "panel.csv")
  words <- words_of(list(
    kind, from = from, to = to, system = match.arg(system), names = names, world = world, treaty = treaty,
    with = if (length(with) > 0) paste(with, collapse = ","),
    states = if (!is.null(states)) paste(states, collapse = ","), facts = facts, output = file
  ))$words
  out <- call_program(c("panel", words))
  if (out$status > 0) fd_abort(parse_problems(out$err), out$status)
  relay(grep("^warning", out$err, value = TRUE))
  beside <- function(ending) readLines(file.path(folder, paste0("panel.", ending)), warn = FALSE, encoding = "UTF-8")
  structure(
    read_panel(file),
    codebook = beside("codebook.md"), bibliography = beside("bib"), class = c("fd_panel", "data.frame")
  )
}

# All columns are numbers but those of names.
read_panel <- function(file) {
  names <- scan(file, "", nlines = 1, sep = ",", quiet = TRUE)
  what <- lapply(names, function(name) if (name %in% c("name", "name1", "name2")) "" else 0)
  columns <- scan(file, what, skip = 1, sep = ",", quote = "\"", quiet = TRUE, encoding = "UTF-8", na.strings = "")
  structure(stats::setNames(columns, names), row.names = .set_row_names(length(columns[[1]])), class = "data.frame")
}

#' @export
print.fd_panel <- function(x, ...) {
  cat(sprintf("<foedera panel: %d rows of %d columns>\n", nrow(x), ncol(x)))
  print(utils::head(as.data.frame(x), 10))
  invisible(x)
}

#' @export
as.data.frame.fd_panel <- function(x, ...) {
  attr(x, "codebook") <- NULL
  attr(x, "bibliography") <- NULL
  class(x) <- "data.frame"
  x
}

#' The codebook of a panel, and the variables of panels
#'
#' @param x A panel, or a recipe of one.
#' @param kind The kind of panel; without it, all variables.
#' @return `fd_codebook()`: its lines in Markdown, which print as they are.
#'   `fd_variables()`: a data frame with `variable`, `of`, `unit`, `what`.
#' @examples
#' if (nzchar(Sys.which("foedera"))) head(fd_variables("state-year"))
#' @export
fd_codebook <- function(x) {
  if (inherits(x, "fd_recipe")) x <- fd_collect(x)
  if (!inherits(x, "fd_panel")) fd_refuse("this is no panel", "make one by fd_panel()")
  structure(attr(x, "codebook"), class = "fd_citation")
}

#' @rdname fd_codebook
#' @export
fd_variables <- function(kind = NULL) fd_table(run_with("panel", list(kind, list = TRUE)), "variables")
