test_that("a formula may be a call, a text, a variable or a formula of R", {
  needs_program()
  fit <- fd_fit(choice(calls ~ inertia + recip), calls, actors)
  text <- "choice(calls ~ inertia + recip)"
  expect_equal(tidy(fd_fit(text, calls, actors)), tidy(fit))
  expect_equal(tidy(fd_fit("choice(calls ~ inertia + recip)", events = calls, actors = actors)), tidy(fit))
  expect_equal(tidy(fd_fit(calls ~ inertia + recip, calls, actors, model = "choice")), tidy(fit))
  kept <- quote(choice(calls ~ inertia + recip))
  expect_equal(tidy(fd_fit(kept, calls, actors)), tidy(fit))
  expect_match(error_of(fd_fit(calls ~ recip, calls, actors))$remedy, "choice")
  expect_match(error_of(fd_fit(3, calls, actors))$message, "no formula")
})

test_that("the order of rows does not matter, and every column is read or refused", {
  needs_program()
  fit <- fd_fit(choice(calls ~ inertia + same(actors$floor)), calls, actors)
  mixed <- fd_fit(choice(calls ~ inertia + same(actors$floor)), calls[c(3, 1, 8, 2, 10, 4, 7, 6, 9, 5), ], actors[4:1, ])
  expect_equal(coef(mixed), coef(fit))
  expect_s3_class(error_of(fd_fit(choice(calls ~ inertia), cbind(calls, mood = "good"), actors)), "foedera_error")
})

test_that("a factor of the actors is a category", {
  needs_program()
  fit <- fd_fit(choice(calls ~ same(actors$team)), calls, actors)
  expect_equal(tidy(fit)$term, "same(actors$team)")
})

test_that("further networks are a named list of data frames", {
  needs_program()
  friends <- data.frame(time = NA, sender = c("ann", "dee"), receiver = c("bob", "ann"), replace = 1)
  fit <- fd_fit(choice(calls ~ tie(friends)), calls, actors, network = list(friends = friends))
  expect_equal(tidy(fit)$term, "tie(friends)")
  expect_match(error_of(fd_fit(choice(calls ~ tie(friends)), calls, actors, network = list(friends)))$message, "without names")
})

test_that("a fit has tidy, glance, augment, logLik and AIC", {
  needs_program()
  fit <- fd_fit(choice(calls ~ inertia + recip), calls, actors, profile = TRUE)
  rows <- tidy(fit, conf.int = TRUE)
  expect_equal(rows$statistic, rows$estimate / rows$std.error)
  expect_equal(rows$conf.high - rows$conf.low, 2 * stats::qnorm(0.975) * rows$std.error)
  expect_true(all(c("profile.low", "profile.high") %in% names(rows)))
  row <- glance(fit)
  expect_equal(row$nobs, nrow(calls))
  expect_equal(stats::AIC(fit), row$AIC)
  expect_equal(stats::BIC(fit), row$BIC)
  events <- augment(fit)
  expect_true(all(events$log_probability <= 0))
  fixed <- tidy(fd_fit(choice(calls ~ inertia + recip), calls, actors, fix = "recip=1"))
  expect_equal(fixed$estimate[fixed$term == "recip"], 1)
})

test_that("a fit can be diagnosed in another session", {
  needs_program()
  fit <- fd_fit(choice(calls ~ recip), calls, actors)
  file <- tempfile()
  saveRDS(fit, file)
  diagnosis <- fd_diagnose(readRDS(file), simulate = 0)
  expect_equal(diagnosis$answer$changed_files, list())
  expect_equal(tidy(diagnosis)$estimate, tidy(fit)$estimate)
})

# goldfish 1.7's numbers for its own cases, without time zones or names of ours in between.

test_that("fits of data frames are those of goldfish", {
  needs_program()
  folder <- file.path(folder_of("FOEDERA_GOLDEN"), "process")
  for (case in c("v01-se-choice-basic", "v02-se-choice-friend")) {
    read <- function(file) utils::read.csv(file.path(folder, case, file), strip.white = TRUE, na.strings = "NA")
    told <- jsonlite::fromJSON(file.path(folder, case, "case.json"))
    nodes <- read("nodes.csv")
    nodes$gradeType <- as.numeric(nodes$gradeType)
    events <- read("dependent.csv")
    if (case == "v01-se-choice-basic") {
      fit <- fd_fit(choice(calls ~ inertia + recip + trans), events, nodes)
    } else {
      friends <- read("events_friendshipNetwork.csv")
      fit <- fd_fit(choice(calls ~ tie(friends)), events, nodes, network = list(friends = friends))
    }
    expect_equal(unname(coef(fit)), told$result$exact_mle$parameters, tolerance = 1e-6, info = case)
    expect_equal(tidy(fit)$std.error, told$result$exact_mle$standard_errors, tolerance = 1e-6, info = case)
    expect_equal(as.numeric(logLik(fit)), told$result$loglik, tolerance = 1e-9, info = case)
  }
})
