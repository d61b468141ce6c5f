# Fits, and whether to trust them.

# What models of events are called at the head of a formula.
event_models <- c("choice", "rate", "rem", "coordination", "response", "sets")

# A formula as the program reads it: from text, from a call such as choice(calls ~ inertia), or from a formula of R.
formula_text <- function(formula, model, frame) {
  if (is.call(formula) && as.character(formula[[1]])[1] %in% event_models) return(deparsed(formula))
  value <- eval(formula, frame)
  if (is.call(value) && !inherits(value, "formula")) return(deparsed(value))
  if (inherits(value, "formula")) {
    if (is.null(model)) {
      fd_refuse(
        "a formula of R does not say which model it is of",
        sprintf("wrap it, choice(%s), or say model = one of %s", deparsed(value), paste(event_models, collapse = ", "))
      )
    }
    return(sprintf("%s(%s)", model, deparsed(value)))
  }
  if (!is.character(value) || length(value) != 1) fd_refuse("this is no formula", "e.g. choice(calls ~ inertia + recip)")
  value
}

deparsed <- function(call) {
  attributes(call) <- NULL
  paste(trimws(deparse(call, width.cutoff = 500L)), collapse = " ")
}

#' Fit a model of events, or a process
#'
#' A relational event model, an actor-oriented choice or rate model, a
#' coordination, response or set model of any dated network (`fd_fit()` with a
#' formula and data frames), or one of the processes of the forecasts (with its
#' name, as the command line has it).
#'
#' @param formula The model: `choice(calls ~ inertia + recip)` as it stands, the
#'   same as text, or a formula of R with `model`. A name in quotes that is no
#'   formula (`"leave"`, `"spec.toml"`) is a process or a specification.
#' @param events,actors Data frames, or paths of files.
#' @param ... Further options of the command `fit`: `network = list(friends =
#'   friends_df)`, `presence`, `attribute`, `prior`, `cluster`, `profile`,
#'   `output`, ….
#' @param model The kind of model, where `formula` is a formula of R.
#' @return An answer of class `fd_fit`. `tidy()` gives the effects, `glance()` a
#'   row about the fit, `augment()` the events with what the model said of each,
#'   `autoplot()` a coefficient plot, [fd_diagnose()] whether to trust it.
#' @examples
#' events <- data.frame(
#'   time = as.Date("2022-01-01") + 0:4, sender = c("a", "b", "a", "c", "b"), receiver = c("b", "a", "b", "a", "c")
#' )
#' actors <- data.frame(label = c("a", "b", "c"))
#' if (nzchar(Sys.which("foedera"))) {
#'   fit <- fd_fit(choice(calls ~ recip), events, actors)
#'   tidy(fit)
#'   glance(fit)
#' }
#' @export
fd_fit <- function(formula, events = NULL, actors = NULL, ..., model = NULL) {
  text <- formula_text(substitute(formula), model, parent.frame())
  if (!grepl("~", text, fixed = TRUE)) return(run_with("fit", list(text, events = events, actors = actors, ...)))
  fit_events(list(formula = text, events = events, actors = actors, ...))
}

# The model is kept beside the answer, so that it can be diagnosed.
fit_events <- function(arguments) {
  if ("output" %in% names(arguments)) return(run_with("fit", arguments))
  folder <- tempfile("foedera-fit")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  placed <- place_files(arguments, folder)
  out <- call_program(c("fit", placed, "--output", "model.toml", "--format", "json"), folder)
  if (out$status > 1 || length(json_lines(out$out)) == 0) fd_abort(parse_problems(out$err), out$status)
  # That a file was written is nothing to the user.
  relay(out$err[!grepl("^(wrote|next:) ", out$err)])
  answer <- new_answer(paste(json_lines(out$out), collapse = "\n"), list(command = "fit", arguments = arguments), out$status)
  model <- file.path(folder, "model.toml")
  if (file.exists(model)) answer$model <- readLines(model, warn = FALSE, encoding = "UTF-8")
  answer
}

# Without what is said of a written file.
json_lines <- function(lines) lines[!grepl("^(wrote|next:) ", lines)]

# The words of a fit with its data as files of a folder, by the names of options; a path of the user's becomes absolute.
place_files <- function(arguments, folder) {
  files <- function(data, name) {
    fd_write(data, file.path(folder, paste0(name, ".csv")), sprintf("`%s`", name))
    paste0(name, ".csv")
  }
  paths <- c("events", "actors", "receivers", "presence", "history", "network", "attribute")
  absolute <- function(value) {
    if (!is.character(value)) return(value)
    value[] <- normalizePath(path.expand(value), mustWork = FALSE)
    value
  }
  for (name in intersect(names(arguments), paths)) {
    value <- arguments[[name]]
    if (is.list(value) && !is.data.frame(value)) value <- lapply(value, absolute) else value <- absolute(value)
    if (!is.null(value)) arguments[[name]] <- value
  }
  unlist(Map(function(value, name) option_words(name, value, files), arguments, names(arguments)), use.names = FALSE)
}

#' Whether to trust a fit
#'
#' Convergence, collinearity, influence, the events that surprise the model,
#' and goodness of fit by simulated histories.
#'
#' @param fit A fit of [fd_fit()], the path of a model file, or the name of a
#'   process of the program.
#' @param ... Options of the command `diagnose`: `simulate`, `seed`.
#' @return An answer of class `fd_diagnose`.
#' @examples
#' events <- data.frame(
#'   time = as.Date("2022-01-01") + 0:4, sender = c("a", "b", "a", "c", "b"), receiver = c("b", "a", "b", "a", "c")
#' )
#' actors <- data.frame(label = c("a", "b", "c"))
#' if (nzchar(Sys.which("foedera"))) {
#'   fit <- fd_fit(choice(calls ~ recip), events, actors)
#'   tidy(fd_diagnose(fit, simulate = 0))
#' }
#' @export
fd_diagnose <- function(fit, ...) {
  if (!inherits(fit, "fd_fit")) return(run_with("diagnose", list(fit, ...)))
  if (is.null(fit$model)) fd_refuse("this fit has no model", "fit it by fd_fit(), without `output`")
  folder <- tempfile("foedera-fit")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  place_files(fit$asked$arguments, folder)
  writeLines(fit$model, file.path(folder, "model.toml"), useBytes = TRUE)
  made <- words_of(list(...))
  out <- call_program(c("diagnose", "model.toml", made$words, "--format", "json"), folder)
  if (out$status > 1 || length(out$out) == 0) fd_abort(parse_problems(out$err), out$status)
  relay(out$err)
  new_answer(paste(out$out, collapse = "\n"), list(command = "diagnose", arguments = list("model.toml", ...)), out$status)
}

#' Fits as data frames
#'
#' @param x A fit of [fd_fit()].
#' @param conf.int Whether the interval of each effect is given.
#' @param conf.level Its level.
#' @param ... Not used.
#' @return `tidy()`: a row an effect: `term`, `estimate`, `std.error`,
#'   `statistic`, `p.value`, and what else was asked for (robust errors, profile
#'   intervals, marginal effects). Fixed effects have no error. `glance()`: one
#'   row: `nobs`, `logLik`, `AIC`, `BIC`, `converged`, `df`. `augment()`: the
#'   events that the model found most surprising, with the logarithm of the
#'   probability that it gave them.
#' @examples
#' events <- data.frame(
#'   time = as.Date("2022-01-01") + 0:4, sender = c("a", "b", "a", "c", "b"), receiver = c("b", "a", "b", "a", "c")
#' )
#' actors <- data.frame(label = c("a", "b", "c"))
#' if (nzchar(Sys.which("foedera"))) {
#'   fit <- fd_fit(choice(calls ~ recip), events, actors)
#'   tidy(fit, conf.int = TRUE)
#'   augment(fit)
#' }
#' @name fits
NULL

#' @rdname fits
#' @method tidy fd_fit
#' @export
tidy.fd_fit <- function(x, conf.int = FALSE, conf.level = 0.95, ...) {
  if (!("effects" %in% fd_tables(x))) return(as.data.frame(x))
  rows <- fd_table(x, "effects")
  if (is.null(rows$estimate)) return(rows)
  or_na <- function(column) if (is.null(column)) rep(NA_real_, nrow(rows)) else column
  out <- data.frame(
    term = rows$effect, estimate = rows$estimate, std.error = or_na(rows$standard_error), statistic = or_na(rows$z)
  )
  out$p.value <- 2 * stats::pnorm(-abs(out$statistic))
  if (conf.int) {
    half <- stats::qnorm((1 + conf.level) / 2) * out$std.error
    out$conf.low <- out$estimate - half
    out$conf.high <- out$estimate + half
  }
  cbind(out, rows[setdiff(names(rows), c("effect", "estimate", "standard_error", "z"))])
}

#' @rdname fits
#' @method glance fd_fit
#' @export
glance.fd_fit <- function(x, ...) {
  one <- function(value) if (is.null(value)) NA else value
  effects <- x$answer$effects
  free <- sum(!vapply(effects, function(effect) isTRUE(effect$fixed), NA))
  answer <- x$answer
  data.frame(
    nobs = one(answer$events), logLik = one(answer$log_likelihood), AIC = one(answer$aic), BIC = one(answer$bic),
    converged = one(answer$converged), df = free
  )
}

#' @rdname fits
#' @method augment fd_fit
#' @export
augment.fd_fit <- function(x, ...) fd_table(fd_diagnose(x, simulate = 0), "surprising")

#' @export
coef.fd_fit <- function(object, ...) {
  rows <- tidy(object)
  stats::setNames(rows$estimate, rows$term)
}

#' @export
logLik.fd_fit <- function(object, ...) {
  row <- glance(object)
  structure(row$logLik, df = row$df, nobs = row$nobs, class = "logLik")
}
