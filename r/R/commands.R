# A function for each command of the program; a test holds the list against the program's own.

#' Commands of the program as functions
#'
#' Each runs the command of its name by [fd_run()]: arguments without a name
#' are its words, arguments with a name its options. What a command takes is
#' told by `foedera COMMAND --help`, or here by `fd_help("aid")`.
#'
#' @param ... Words and options of the command.
#' @param command The name of a command.
#' @return An answer, see [fd_run()]; of commands that write files or text, the
#'   lines that they print.
#' @examples
#' if (nzchar(Sys.which("foedera"))) {
#'   fd_state("Armenia", at = "2010-01-01")
#'   fd_power("EU", rule = "qualified:0.7") |> tryCatch(foedera_error = conditionMessage)
#'   fd_effects("recip")
#' }
#' @name commands
NULL

#' @rdname commands
#' @export
fd_help <- function(command) {
  cat(help_of(strsplit(command, " ", fixed = TRUE)[[1]]), sep = "\n")
  invisible(command)
}

#' @rdname commands
#' @export
fd_treaty <- function(...) run_with("treaty", list(...))

#' @rdname commands
#' @export
fd_state <- function(...) run_with("state", list(...))

#' @rdname commands
#' @export
fd_dyad <- function(...) run_with("dyad", list(...))

#' @rdname commands
#' @export
fd_almanac <- function(...) run_with("almanac", list(...))

#' @rdname commands
#' @export
fd_data <- function(...) run_with("data", list(...))

#' @rdname commands
#' @export
fd_import <- function(...) run_with("import", list(...))

#' @rdname commands
#' @export
fd_backtest <- function(...) run_with("backtest", list(...))

#' @rdname commands
#' @export
fd_effects <- function(...) run_with("effects", list(...))

#' @rdname commands
#' @export
fd_aid <- function(...) run_with("aid", list(...))

#' @rdname commands
#' @export
fd_credibility <- function(...) run_with("credibility", list(...))

#' @rdname commands
#' @export
fd_threats <- function(...) run_with("threats", list(...))

#' @rdname commands
#' @export
fd_summit <- function(...) run_with("summit", list(...))

#' @rdname commands
#' @export
fd_power <- function(...) run_with("power", list(...))

#' @rdname commands
#' @export
fd_landscape <- function(...) run_with("landscape", list(...))

#' @rdname commands
#' @export
fd_invocations <- function(...) run_with("invocations", list(...))

#' @rdname commands
#' @export
fd_forecast <- function(...) run_with("forecast", list(...))

#' @rdname commands
#' @export
fd_future <- function(...) run_with("future", list(...))

#' @rdname commands
#' @export
fd_play <- function(...) run_with("play", list(...))

#' @rdname commands
#' @export
fd_given <- function(...) run_with("given", list(...))

#' @rdname commands
#' @export
fd_count <- function(...) run_with("count", list(...))

#' @rdname commands
#' @export
fd_scenario <- function(...) run_with("scenario", list(...))

#' @rdname commands
#' @export
fd_brief <- function(...) run_with("brief", list(...))

#' @rdname commands
#' @export
fd_claims <- function(...) run_with("claims", list(...))

#' @rdname commands
#' @export
fd_ledger <- function(...) run_with("ledger", list(...))

#' @rdname commands
#' @export
fd_hedge <- function(...) run_with("hedge", list(...))

#' @rdname commands
#' @export
fd_order <- function(...) run_with("order", list(...))

#' @rdname commands
#' @export
fd_compare <- function(...) run_with("compare", list(...))

#' @rdname commands
#' @export
fd_explain <- function(...) run_with("explain", list(...))

#' @rdname commands
#' @export
fd_score <- function(...) run_with("score", list(...))

#' @rdname commands
#' @export
fd_questions <- function(...) run_with("questions", list(...))

#' @rdname commands
#' @export
fd_resolve <- function(...) run_with("resolve", list(...))

#' @rdname commands
#' @export
fd_record <- function(...) run_with("record", list(...))

#' @rdname commands
#' @export
fd_check <- function(...) run_with("check", list(...))

#' @rdname commands
#' @export
fd_source <- function(...) run_with("source", list(...))

#' @rdname commands
#' @export
fd_merge <- function(...) run_with("merge", list(...))

#' @rdname commands
#' @export
fd_links <- function(...) run_with("links", list(...))

#' @rdname commands
#' @export
fd_serve <- function(...) run_with("serve", list(...))

#' @rdname commands
#' @export
fd_completions <- function(...) run_with("completions", list(...))

#' @rdname commands
#' @export
fd_man <- function(...) run_with("man", list(...))

#' The members of a treaty
#'
#' @param treaty Its key or name, e.g. `"CSTO"`.
#' @param at The day (a date, or `"YYYY-MM-DD"`); without it, all that is known.
#' @param ... Further options of the command `treaty`.
#' @return A data frame: `state`, `name`, `status`, `since` and `until` as dates
#'   where the day is known, and what it rests on.
#' @examples
#' if (nzchar(Sys.which("foedera"))) fd_members("CSTO", at = "1996-01-01")
#' @export
fd_members <- function(treaty, at = NULL, ...) fd_table(run_with("treaty", list(treaty, at = at, ...)), "members")
