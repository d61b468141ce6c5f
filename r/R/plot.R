# Figures.

#' Figures of answers
#'
#' A coefficient plot of a fit, probabilities by date of a forecast, who comes
#' of `aid`, reliability of a backtest. Bars and ribbons are the intervals that
#' the program gives: 95 % normal ones of fits, central 90 % ones of
#' probabilities.
#'
#' @param object An answer.
#' @param answer Of a forecast, which probability of the members: `"left"`,
#'   `"frozen"`, `"stayed"` or `"treaty_over"`.
#' @param ... Not used.
#' @return A plot of 'ggplot2'.
#' @examples
#' if (nzchar(Sys.which("foedera"))) {
#'   autoplot(fd_forecast("csto-2022", futures = 200))
#' }
#' @name figures
NULL

#' @rdname figures
#' @method autoplot fd_fit
#' @export
autoplot.fd_fit <- function(object, ...) {
  rows <- tidy(object, conf.int = TRUE)
  if (!all(c("conf.low", "term") %in% names(rows))) fd_refuse("this fit has no effects to draw", "fit a model of events")
  rows$term <- factor(rows$term, rev(rows$term))
  ggplot2::ggplot(rows, ggplot2::aes(x = .data$estimate, y = .data$term)) +
    ggplot2::geom_vline(xintercept = 0, colour = "grey60", linetype = 2) +
    ggplot2::geom_errorbarh(ggplot2::aes(xmin = .data$conf.low, xmax = .data$conf.high), height = 0.15, na.rm = TRUE) +
    ggplot2::geom_point(size = 2) +
    ggplot2::labs(x = "estimate and 95 % interval", y = NULL, title = object$answer$formula) +
    ggplot2::theme_minimal()
}

#' @rdname figures
#' @method autoplot fd_forecast
#' @export
autoplot.fd_forecast <- function(object, answer = c("left", "frozen", "stayed", "treaty_over"), ...) {
  answer <- match.arg(answer)
  rows <- member_rows(object, answer)
  ggplot2::ggplot(rows, ggplot2::aes(x = .data$date, y = .data$probability, colour = .data$branch, fill = .data$branch)) +
    ggplot2::geom_ribbon(ggplot2::aes(ymin = .data$low, ymax = .data$high), alpha = 0.15, colour = NA) +
    ggplot2::geom_line() +
    ggplot2::facet_wrap("name") +
    ggplot2::scale_y_continuous(limits = c(0, NA)) +
    ggplot2::labs(
      x = NULL, y = sprintf("probability: %s", gsub("_", " ", answer)), title = object$answer$scenario$title,
      caption = "mean and central 90 % interval"
    ) +
    ggplot2::theme_minimal() +
    ggplot2::theme(legend.position = "bottom")
}

# Probabilities of each member, branch and date.
member_rows <- function(x, answer) {
  branches <- vapply(x$answer$branches, function(branch) branch$name, "")
  rows <- lapply(x$answer$members, function(member) {
    lapply(seq_along(member$branches), function(place) {
      lapply(member$branches[[place]]$horizons, function(horizon) {
        one <- horizon[[answer]]
        data.frame(
          state = member$state, name = member$name, branch = branches[place], date = as.Date(horizon$date),
          probability = one$probability, low = or_missing(one$interval$low), high = or_missing(one$interval$high)
        )
      })
    })
  })
  do.call(rbind, unlist(unlist(rows, recursive = FALSE), recursive = FALSE))
}

or_missing <- function(value) if (is.null(value)) NA_real_ else value

#' @rdname figures
#' @method autoplot fd_aid
#' @export
autoplot.fd_aid <- function(object, ...) {
  rows <- fd_table(object, "allies")
  rows$name <- factor(rows$name, rows$name[order(rows$troops.probability)])
  ggplot2::ggplot(rows, ggplot2::aes(x = .data$troops.probability, y = .data$name)) +
    ggplot2::geom_errorbarh(
      ggplot2::aes(xmin = .data$troops.interval.low, xmax = .data$troops.interval.high), height = 0.2
    ) +
    ggplot2::geom_point(size = 2) +
    ggplot2::scale_x_continuous(limits = c(0, 1)) +
    ggplot2::labs(
      x = "probability that it sends troops, and 90 % interval", y = NULL,
      title = sprintf("%s, %s", object$answer$treaty_name, object$answer$date)
    ) +
    ggplot2::theme_minimal()
}

#' @rdname figures
#' @method autoplot fd_backtest
#' @export
autoplot.fd_backtest <- function(object, ...) {
  rows <- fd_table(object, "horizons.reliability")
  names(rows)[names(rows) == "horizons.horizon_years"] <- "years"
  rows$years <- paste(rows$years, ifelse(rows$years == 1, "year", "years"))
  ggplot2::ggplot(rows, ggplot2::aes(x = .data$forecast, y = .data$happened)) +
    ggplot2::geom_abline(colour = "grey60", linetype = 2) +
    ggplot2::geom_errorbar(ggplot2::aes(ymin = .data$band_low, ymax = .data$band_high), width = 0, colour = "grey60") +
    ggplot2::geom_point(ggplot2::aes(size = .data$n)) +
    ggplot2::facet_wrap("years") +
    ggplot2::labs(x = "forecast", y = "share that happened", size = "cases", title = object$answer$process) +
    ggplot2::theme_minimal()
}

#' @importFrom ggplot2 .data
NULL
