# Answers: how they print, and as data frames.

# The table of a command's answer that most want; of others the first.
main_tables <- c(
  treaty = "members", aid = "allies", fit = "effects", diagnose = "effects", forecast = "members.branches.horizons",
  score = "forecasters", backtest = "horizons.scores"
)

main_table <- function(x) {
  tables <- fd_tables(x)
  wanted <- main_tables[sub(" .*$", "", x$command)]
  if (!is.na(wanted) && wanted %in% tables) unname(wanted) else tables[1]
}

#' Answers as text and as data frames
#'
#' `print()` says what was asked, what made the answer, and the head of its main
#' table. `summary()` prints what the command line prints: the command is run
#' again, with the same data and seed. `as.data.frame()` and `tidy()` give a
#' table, the main one unless it is named.
#'
#' @param x,object An answer.
#' @param table The name of a table, see [fd_tables()].
#' @param full Whether all sections of the text are printed.
#' @param row.names,optional Not used.
#' @param ... Not used.
#' @return The answer, invisibly; or a data frame.
#' @name answers
#' @examples
#' if (nzchar(Sys.which("foedera"))) {
#'   members <- fd_treaty("CSTO", at = "1996-01-01")
#'   members
#'   as.data.frame(members, table = "articles")
#' }
NULL

#' @rdname answers
#' @export
print.foedera_answer <- function(x, ...) {
  made <- x$provenance[!vapply(x$provenance, is.list, NA)]
  made <- made[!vapply(made, is.null, NA) & !(names(made) %in% "again") & !grepl("sha256", names(made))]
  cat(sprintf("<foedera %s: %s>\n", x$command, paste(names(made), unlist(made), collapse = ", ")))
  table <- main_table(x)
  if (!is.na(table)) {
    rows <- fd_table(x, table)
    cat(sprintf("table `%s`, %d rows of %d columns\n", table, nrow(rows), ncol(rows)))
    known <- rows[!vapply(rows, function(column) all(is.na(column)), NA)]
    if (nrow(rows) > 0) print(utils::head(known[seq_len(min(6, ncol(known)))], 10), digits = 4)
    others <- setdiff(fd_tables(x), table)
    if (length(others) > 0) cat(strwrap(paste("other tables:", paste(others, collapse = ", ")), exdent = 2), sep = "\n")
  }
  cat("summary() prints it as the command line does\n")
  invisible(x)
}

#' @rdname answers
#' @export
summary.foedera_answer <- function(object, full = FALSE, ...) {
  asked <- object$asked
  made <- words_of(c(as.list(strsplit(asked$command, " ", fixed = TRUE)[[1]]), asked$arguments))
  on.exit(unlink(made$folder, recursive = TRUE))
  out <- call_program(c(made$words, if (full) "--full"))
  if (out$status > 1) fd_abort(parse_problems(out$err), out$status)
  cat(out$out, sep = "\n")
  invisible(object)
}

#' @rdname answers
#' @export
as.data.frame.foedera_answer <- function(x, row.names = NULL, optional = FALSE, table = NULL, ...) {
  if (is.null(table)) table <- main_table(x)
  fd_table(x, table)
}

#' @rdname answers
#' @method tidy foedera_answer
#' @export
tidy.foedera_answer <- function(x, table = NULL, ...) as.data.frame(x, table = table)

#' What was made of which data
#'
#' The citations of the datasets and sources that an answer or a panel was made
#' of; without one, how to cite this package.
#'
#' @param x An answer, a panel or a recipe of one ([create_dyadyears()]).
#' @return Of panels an object of class `fd_citation`: entries in BibTeX, which
#'   print as they are. Of answers a data frame with a row a source, with what the
#'   command `source` knows of it.
#' @examples
#' if (nzchar(Sys.which("foedera"))) {
#'   fd_cite(fd_aid("EST", treaty = "NATO", trigger = "attack", by = "RUS", draws = 40))
#' }
#' @export
fd_cite <- function(x = NULL) {
  if (is.null(x)) return(utils::citation("foedera"))
  if (inherits(x, "fd_recipe")) x <- fd_collect(x)
  if (inherits(x, "fd_panel")) {
    return(structure(attr(x, "bibliography"), class = "fd_citation"))
  }
  if (!inherits(x, "foedera_answer")) fd_refuse("this was not made by Foedera", "give an answer or a panel")
  keys <- sort(unique(source_keys(x$answer)))
  all <- run_with("source", list())
  rows <- fd_table(all, fd_tables(all)[1])
  rows <- rows[rows[[intersect(c("key", "id"), names(rows))[1]]] %in% keys, , drop = FALSE]
  rownames(rows) <- NULL
  rows[!vapply(rows, function(column) all(is.na(column)), NA)]
}

# Keys of sources anywhere in an answer.
source_keys <- function(value) {
  if (!is.list(value)) return(character())
  here <- unlist(value[names(value) %in% c("source", "sources")], use.names = FALSE)
  here <- here[grepl("^[a-z0-9_]+$", here)]
  ids <- if (!is.null(value$sources)) unlist(lapply(value$sources, function(one) if (is.list(one)) one$id))
  c(here, ids, unlist(lapply(value, source_keys), use.names = FALSE))
}

#' @export
print.fd_citation <- function(x, ...) {
  cat(x, sep = "\n")
  invisible(x)
}
