test_that("fits, forecasts, help and backtests have figures", {
  needs_program()
  drawn <- function(plot) {
    file <- tempfile(fileext = ".pdf")
    on.exit(unlink(file))
    suppressMessages(ggplot2::ggsave(file, plot, width = 6, height = 4))
    expect_gt(file.size(file), 1000)
  }
  drawn(autoplot(fd_fit(choice(calls ~ inertia + recip), calls, actors)))
  forecast <- fd_forecast("csto-2022", futures = 80)
  plot <- autoplot(forecast, "left")
  rows <- fd_table(forecast, "members.branches.horizons")
  expect_equal(sort(plot$data$probability), sort(rows$left.probability))
  drawn(plot)
  drawn(autoplot(fd_aid("EST", treaty = "NATO", trigger = "attack", by = "RUS", draws = 40)))
  expect_error(autoplot(fd_treaty("CSTO")))
})
