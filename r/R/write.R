# Values of R as words of a command line and as files that the program reads.

# Columns that hold names of actors, events or days: their texts are labels, also where they look like numbers.
label_columns <- c("time", "label", "sender", "receiver", "event", "member", "name", "question", "forecaster")

# A number as its shortest text that reads back as the same number.
number_text <- function(x) {
  short <- formatC(x, digits = 15, format = "g", width = -1)
  exact <- suppressWarnings(as.numeric(short)) == x
  ifelse(!is.na(exact) & exact, short, formatC(x, digits = 17, format = "g", width = -1))
}

#' A data frame as a file that the program reads
#'
#' Nothing is lost on the way, or the column is refused by its name: dates are
#' written `YYYY-MM-DD`, numbers with all their digits, factors by their
#' labels, `TRUE` and `FALSE` as 1 and 0, texts in quotes (so that the label "NA"
#' stays one), `NA` as an empty cell. An empty text is an empty cell, too, as
#' `read.csv()` makes one of the other; a column that has both is refused.
#'
#' Refused are: times of day (`POSIXct`), since files of events count in days
#' or in numbers; `NaN` and infinite numbers; list, complex, raw and
#' `difftime` columns; 64-bit integers of package 'bit64'; texts with line ends
#' or other control characters; factors whose labels are numbers, which would be read as
#' numbers; names of rows; columns without a name or with the same name.
#'
#' @param data A data frame.
#' @param file The file.
#' @param what What it is, for the message.
#' @return The file, invisibly.
#' @examples
#' file <- tempfile(fileext = ".csv")
#' fd_write(data.frame(time = as.Date("2022-01-01"), sender = "ann", receiver = NA), file)
#' readLines(file)
#' @export
fd_write <- function(data, file, what = "the data frame") {
  if (!is.data.frame(data)) {
    fd_refuse(sprintf("%s is no data frame but %s", what, class(data)[1]), "give a data frame, or the path of a file")
  }
  names <- names(data)
  if (length(names) == 0) fd_refuse(sprintf("%s has no columns", what), "give the columns that the command asks for")
  if (anyNA(names) || any(!nzchar(names)) || anyDuplicated(names)) {
    fd_refuse(sprintf("%s has columns without a name, or with the same", what), "name each column once")
  }
  if (is.character(attr(data, "row.names"))) {
    fd_refuse(
      sprintf("%s has names of rows, which a file does not have", what),
      "make them a column, `cbind(label = rownames(x), x)`, and take them away: `rownames(x) <- NULL`"
    )
  }
  cells <- Map(function(column, name) cells_of(column, name, what), as.list(data), names)
  lines <- if (nrow(data) == 0) character() else do.call(paste, c(unname(cells), sep = ","))
  connection <- file(file, open = "wb")
  on.exit(close(connection))
  writeLines(enc2utf8(c(paste(quoted(names), collapse = ","), lines)), connection, useBytes = TRUE)
  invisible(file)
}

quoted <- function(x) paste0("\"", gsub("\"", "\"\"", x, fixed = TRUE), "\"")

# The cells of a column as texts, or a refusal.
cells_of <- function(column, name, what) {
  place <- sprintf("column `%s` of %s", name, what)
  refuse <- function(message, remedy) fd_refuse(sprintf("%s %s", place, message), remedy, place = place)
  if (!is.null(dim(column))) refuse("has columns inside it", "give each its own name")
  if (inherits(column, "POSIXt")) {
    refuse("has times of day", "count them as numbers (`as.numeric(x)`, in all data of the fit) or in days (`as.Date(x)`)")
  }
  if (inherits(column, "difftime")) refuse("is a difference of times", "say in what unit: `as.numeric(x, units = \"days\")`")
  if (inherits(column, "integer64")) refuse("has 64-bit integers", "make them numbers or texts")
  cells <- if (is.factor(column)) {
    factor_cells(column, name, refuse)
  } else if (inherits(column, "Date")) {
    if (any(is.infinite(column))) refuse("has days without end", "give a day, or NA")
    format(column, "%Y-%m-%d")
  } else if (is.object(column) && !is.character(unclass(column)) && !is.numeric(unclass(column))) {
    refuse(sprintf("is of class `%s`", class(column)[1]), "give numbers, texts, factors or dates")
  } else if (is.logical(column)) {
    as.character(as.integer(column))
  } else if (is.numeric(column)) {
    if (any(is.nan(column)) || any(is.infinite(column))) refuse("has NaN or infinite numbers", "NA is what is missing")
    number_text(unclass(column))
  } else if (is.character(column)) {
    text_cells(column, refuse)
  } else {
    refuse(sprintf("is of type `%s`", typeof(column)), "give numbers, texts, factors or dates")
  }
  cells[is.na(column)] <- ""
  cells
}

text_cells <- function(column, refuse) {
  column <- enc2utf8(column)
  if (any(!validUTF8(column[!is.na(column)]))) refuse("has texts in no known encoding", "see `iconv()`")
  empty <- !is.na(column) & grepl("^[[:space:]]*$", column)
  if (any(empty) && anyNA(column)) {
    refuse("has both empty texts and NA, which a file cannot tell apart", "use NA for what is missing, words for the rest")
  }
  if (any(grepl("[[:cntrl:]]", column[!is.na(column)]))) refuse("has line ends or other control characters", "take them out")
  ifelse(empty, "", quoted(column))
}

factor_cells <- function(column, name, refuse) {
  levels <- levels(column)
  numbers <- !is.na(suppressWarnings(as.numeric(levels)))
  if (!(name %in% label_columns) && length(levels) > 0 && all(numbers)) {
    refuse(
      "is a factor whose labels are numbers, which would be read as numbers",
      "give labels that are words, or numbers if that is what they are: `as.numeric(as.character(x))`"
    )
  }
  text_cells(as.character(column), refuse)
}

# A value as the words of an argument without a name.
positional <- function(value, files, name) {
  if (is.null(value)) return(character())
  if (is.data.frame(value)) return(files(value, name))
  if (is.list(value) || is.function(value)) {
    fd_refuse(sprintf("`%s` is of class `%s`", name, class(value)[1]), "give texts, numbers, dates or a data frame")
  }
  if (anyNA(value)) fd_refuse(sprintf("`%s` is missing (NA)", name), "leave it out, or give a value")
  if (inherits(value, "Date")) return(format(value, "%Y-%m-%d"))
  if (inherits(value, "POSIXt")) fd_refuse(sprintf("`%s` is a time of day", name), "give a day: `as.Date(x)`")
  if (is.numeric(value)) return(number_text(value))
  enc2utf8(as.character(value))
}

# A named value as the words of an option: TRUE is a flag, FALSE and NULL are left out, several values repeat the option, a list or
# vector with names gives NAME=VALUE each.
option_words <- function(name, value, files) {
  option <- if (nchar(name) == 1) paste0("-", name) else paste0("--", gsub("_", "-", name))
  if (is.null(value) || isFALSE(value)) return(character())
  if (isTRUE(value)) return(option)
  if (is.list(value) && !is.data.frame(value) && is.null(names(value))) {
    fd_refuse(sprintf("`%s` is a list without names", name), "name its entries: list(friends = data)")
  }
  words <- if (is.data.frame(value)) {
    files(value, name)
  } else if (!is.null(names(value))) {
    unlist(Map(function(part, key) paste0(key, "=", positional(part, files, key)), as.list(value), names(value)))
  } else {
    positional(value, files, name)
  }
  as.vector(rbind(option, unname(words)))
}
