#' Foedera: a laboratory for alliances
#'
#' Treaties and their members, panels, models of relational events and
#' forecasts, by the program `foedera`. Every command of the program can be
#' called ([fd_run()]); those that are used most have functions of their own.
#' [fd_find()] says which program is called.
#'
#' @keywords internal
"_PACKAGE"

#' @importFrom generics tidy
#' @export
generics::tidy

#' @importFrom generics glance
#' @export
generics::glance

#' @importFrom generics augment
#' @export
generics::augment

#' @importFrom ggplot2 autoplot
#' @export
ggplot2::autoplot
