# Errors and warnings of the program as R conditions.

# An error of class `foedera_error`: `problems` is a data frame with a row for
# each problem (code, message, place, remedy); the first stands in the fields
# `code`, `place` and `remedy`, too.
fd_abort <- function(problems, status = 2L, call = NULL) {
  lines <- vapply(seq_len(nrow(problems)), function(row) {
    problem <- problems[row, ]
    head <- if (is.na(problem$code)) problem$message else sprintf("%s (%s)", problem$message, problem$code)
    place <- if (is.na(problem$place)) NULL else sprintf("  at %s", problem$place)
    remedy <- if (is.na(problem$remedy)) NULL else sprintf("  help: %s", problem$remedy)
    paste(c(head, place, remedy), collapse = "\n")
  }, "")
  stop(structure(
    class = c("foedera_error", "error", "condition"),
    list(
      message = paste(lines, collapse = "\n"), call = call, problems = problems, status = status,
      code = problems$code[1], place = problems$place[1], remedy = problems$remedy[1]
    )
  ))
}

# An error that this package finds itself.
fd_refuse <- function(message, remedy, place = NA_character_, code = "R") {
  fd_abort(data.frame(code = code, message = message, place = place, remedy = remedy))
}

# The problems that the program told on its standard error.
parse_problems <- function(lines) {
  heads <- grep("^error(\\[[A-Z][0-9]+\\])?: ", lines)
  if (length(heads) == 0) {
    told <- paste(lines[nzchar(trimws(lines))], collapse = "\n")
    if (!nzchar(told)) told <- "the program ended without a word"
    return(data.frame(code = NA_character_, message = told, place = NA_character_, remedy = NA_character_))
  }
  ends <- c(heads[-1] - 1L, length(lines))
  rows <- Map(function(from, to) parse_problem(lines[from:to]), heads, ends)
  do.call(rbind, rows)
}

parse_problem <- function(lines) {
  code <- regmatches(lines[1], regexpr("(?<=^error\\[)[A-Z][0-9]+(?=\\])", lines[1], perl = TRUE))
  message <- sub("^error(\\[[A-Z][0-9]+\\])?: ", "", lines[1])
  body <- lines[-1]
  place <- grep("^\\s*--> ", body, value = TRUE)
  start <- grep("^\\s*=\\s*help: ", body)
  if (length(start) > 0) {
    remedy <- paste(trimws(sub("^\\s*=\\s*help: ", "", body[start[1]])), collapse = " ")
    rest <- body[-seq_len(start[1])]
    rest <- rest[cumsum(!grepl("^\\s{4,}\\S", rest)) == 0]
    remedy <- paste(c(remedy, trimws(rest)), collapse = " ")
  } else {
    # Errors of usage: what clap says after its first line.
    rest <- trimws(body[nzchar(trimws(body))])
    remedy <- if (length(rest) == 0) NA_character_ else paste(rest, collapse = " ")
  }
  data.frame(
    code = if (length(code) == 1) code else NA_character_,
    message = message,
    place = if (length(place) > 0) trimws(sub("^\\s*--> ", "", place[1])) else NA_character_,
    remedy = remedy
  )
}

# What the program said though it answered: warnings and negative findings (a fit that did not converge) are warnings, the rest
# are messages.
relay <- function(lines) {
  if (any(grepl("^error(\\[|:)", lines))) {
    for (line in with(parse_problems(lines), paste0(message, ifelse(is.na(remedy), "", paste0("; ", remedy))))) {
      warning(structure(class = c("foedera_warning", "warning", "condition"), list(message = line, call = NULL)))
    }
    return(invisible())
  }
  lines <- lines[nzchar(trimws(lines))]
  warnings <- grepl("^warning(\\[[A-Z][0-9]+\\])?: ", lines)
  for (line in sub("^warning(\\[[A-Z][0-9]+\\])?: ", "", lines[warnings])) {
    warning(structure(
      class = c("foedera_warning", "warning", "condition"),
      list(message = line, call = NULL)
    ))
  }
  if (any(!warnings)) message(paste(lines[!warnings], collapse = "\n"))
}
