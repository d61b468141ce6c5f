# Stata is not at hand: another reader of its files must find what the do-file asserts.
test_that("a Stata file has the numbers that its do-file asserts, and labels of its codes", {
  needs_program()
  testthat::skip_if_not_installed("haven")
  folder <- tempfile("stata")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  kinds <- c("state-year" = "cinc,polity2,major_power", "dyad-year" = "defense,cinc,contiguity,mid_onset", "member-year" = "cinc,defense")
  for (kind in names(kinds)) {
    file <- file.path(folder, paste0(kind, ".dta"))
    fd_run("panel", kind, with = kinds[[kind]], from = 1988, to = 1995, world = test_world(), output = file)
    data <- haven::read_dta(file)
    script <- readLines(file.path(folder, paste0(kind, ".do")))
    keys <- strsplit(sub("^isid ", "", grep("^isid ", script, value = TRUE)), " ")[[1]]
    expect_equal(anyDuplicated(as.data.frame(data)[keys]), 0L, info = kind)
    declared <- strsplit(sub("^xtset (.*), yearly$", "\\1", grep("^xtset ", script, value = TRUE)), " ")[[1]]
    expect_equal(anyDuplicated(as.data.frame(data)[declared]), 0L, info = kind)
    expect_equal(nrow(data), as.numeric(sub("assert _N == ", "", grep("^assert _N", script, value = TRUE))))
    summarised <- grep("^quietly summarize ", script)
    expect_gt(length(summarised), 3)
    for (line in summarised) {
      values <- as.numeric(data[[sub("^quietly summarize ", "", script[line])]])
      values <- values[!is.na(values)]
      told <- as.numeric(regmatches(script[line + 1], gregexpr("(?<== |, )-?[0-9.e-]+", script[line + 1], perl = TRUE))[[1]])
      expect_equal(told, c(length(values), mean(values), min(values), max(values)), tolerance = 1e-10, info = script[line])
    }
    code <- grep("^ccode1?$", names(data), value = TRUE)
    expect_equal(names(attr(data[[code]], "labels"))[attr(data[[code]], "labels") == 2], "United States of America")
  }
  pairs <- haven::read_dta(file.path(folder, "dyad-year.dta"))
  expect_equal(as.character(haven::as_factor(pairs$contiguity[pairs$ccode1 == 2 & pairs$ccode2 == 20][1])), "land or river border")
  expect_equal(as.numeric(pairs$dyad), as.numeric(pairs$ccode1) * 1000 + as.numeric(pairs$ccode2))
})
