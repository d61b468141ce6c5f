# Tables in an answer: as `--format csv --table NAME` has them (docs/json.md); a test holds the two against each other.

is_object <- function(x) is.list(x) && !is.null(names(x))
is_scalar <- function(x) !is.list(x)

# Fields that say which thing a row is about; a row of a list inside another row carries those of the outer one.
identifiers <- c(
  "id", "key", "state", "member", "treaty", "variable", "process", "actor", "model", "branch", "branch.id", "date",
  "trigger", "question.id", "threat", "effect", "horizon_years", "held_out"
)

#' The tables of an answer
#'
#' Every list of objects in an answer is a table, and its name is the path in
#' the JSON, as in the command line's `--table`. An object inside a row gives
#' columns (`troops.interval.low`); a list inside a row is a table of its own
#' whose first columns say to which row it belongs; a list of words is joined
#' by semicolons; what is not known is `NA`.
#'
#' @param x An answer of [fd_run()] or of a function named after a command.
#' @param table The name of a table.
#' @return `fd_tables()`: their names. `fd_table()`: a data frame.
#' @examples
#' if (nzchar(Sys.which("foedera"))) {
#'   answer <- fd_treaty("CSTO", at = "1996-01-01")
#'   fd_tables(answer)
#'   fd_table(answer, "members")
#' }
#' @export
fd_tables <- function(x) names(rows_of_tables(x$answer))

#' @rdname fd_tables
#' @export
fd_table <- function(x, table) {
  tables <- rows_of_tables(x$answer)
  if (!is.character(table) || length(table) != 1 || !(table %in% names(tables))) {
    fd_refuse(
      sprintf("this answer has no table `%s`", paste(table, collapse = ", ")),
      if (length(tables) == 0) "it has none" else paste("its tables are", paste(names(tables), collapse = ", "))
    )
  }
  bind(tables[[table]])
}

# All tables of an answer: by name, lists of rows, each a flat list of cells.
rows_of_tables <- function(answer) {
  found <- new.env(parent = emptyenv())
  found$names <- character()
  found$rows <- list()
  for (name in names(answer)) look(name, answer[[name]], list(), found)
  stats::setNames(found$rows, found$names)
}

# The place of a table among those that were found; it is made when it is first met.
place_of <- function(path, found) {
  place <- match(path, found$names)
  if (is.na(place)) {
    found$names <- c(found$names, path)
    found$rows <- c(found$rows, list(list()))
    place <- length(found$names)
  }
  place
}

# Enter the tables that stand in a value; `outer` are the identifiers of the rows around it.
look <- function(path, value, outer, found) {
  if (is_object(value)) {
    for (name in names(value)) look(paste0(path, ".", name), value[[name]], outer, found)
  } else if (is.list(value) && all(vapply(value, is_object, NA))) {
    place_of(path, found)
    for (row in value) enter(path, row, outer, found)
  } else if (is.list(value) && all(vapply(value, function(item) is.list(item) && !is_object(item), NA))) {
    for (place in seq_along(value)) {
      look(path, value[[place]], c(outer, stats::setNames(list(place), paste0(path, ".place"))), found)
    }
  }
}

enter <- function(path, row, outer, found) {
  parts <- flatten("", row)
  place <- place_of(path, found)
  found$rows[[place]] <- c(found$rows[[place]], list(c(outer, parts$cells)))
  own <- parts$cells[names(parts$cells) %in% identifiers]
  if (length(own) > 0) names(own) <- paste0(path, ".", names(own))
  for (name in names(parts$inner)) look(paste0(path, ".", name), parts$inner[[name]], c(outer, own), found)
}

# The cells of a row by their path, and the lists of objects in it.
flatten <- function(path, value) {
  if (is_object(value)) {
    parts <- lapply(names(value), function(name) {
      flatten(if (nzchar(path)) paste0(path, ".", name) else name, value[[name]])
    })
    return(list(cells = do.call(c, lapply(parts, `[[`, "cells")), inner = do.call(c, lapply(parts, `[[`, "inner"))))
  }
  named <- function(content) stats::setNames(list(content), path)
  if (is.null(value)) return(list(cells = named(NA)))
  if (is_scalar(value)) return(list(cells = named(value)))
  if (length(value) == 0) return(list())
  if (all(vapply(value, is_scalar, NA))) {
    return(list(cells = named(paste(vapply(value, plain, ""), collapse = ";"))))
  }
  list(inner = named(value))
}

plain <- function(value) {
  if (is.null(value)) "" else if (is.logical(value)) tolower(as.character(value)) else if (is.numeric(value)) number_text(value) else value
}

# Rows as a data frame; a cell that a row does not have is NA.
bind <- function(rows) {
  names <- unique(unlist(lapply(rows, names)))
  columns <- lapply(names, function(name) {
    unlist(lapply(rows, function(row) if (is.null(row[[name]])) NA else row[[name]]), use.names = FALSE)
  })
  as.data.frame(stats::setNames(columns, names), optional = TRUE, stringsAsFactors = FALSE)
}
