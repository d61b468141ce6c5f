written <- function(data) {
  file <- tempfile(fileext = ".csv")
  on.exit(unlink(file))
  fd_write(data, file)
  readLines(file, encoding = "UTF-8")
}

test_that("dates, factors, logicals, texts and missing values are written without loss", {
  data <- data.frame(
    time = as.Date(c("2022-01-01", NA)), team = factor(c("red", "blue")), present = c(TRUE, NA),
    label = c("NA", "say \"no\", please"), n = c(1L, NA)
  )
  expect_equal(written(data), c(
    "\"time\",\"team\",\"present\",\"label\",\"n\"",
    "2022-01-01,\"red\",1,\"NA\",1",
    ",\"blue\",,\"say \"\"no\"\", please\","
  ))
})

test_that("numbers read back as the same numbers", {
  set.seed(1992)
  numbers <- c(0.1, 1 / 3, pi * 1e10, 1e-300, 2^53, 1220733470, -1e5, stats::rnorm(500), 10^stats::runif(500, -12, 12))
  expect_identical(as.numeric(written(data.frame(x = numbers))[-1]), numbers)
})

test_that("labels beyond ASCII are UTF-8, whatever the encoding of the session's text", {
  latin <- "Côte d'Ivoire"
  latin <- iconv(latin, "UTF-8", "latin1")
  expect_match(written(data.frame(label = latin))[2], "C\u00f4te", fixed = TRUE)
})

test_that("what cannot be written is refused by its column", {
  refused <- function(column) error_of(written(structure(list(x = column), class = "data.frame", row.names = seq_along(column))))
  expect_match(refused(Sys.time())$message, "column `x`.*times of day")
  expect_match(refused(c(1, NaN))$message, "NaN")
  expect_match(refused(c(1, Inf))$message, "infinite")
  expect_match(refused(as.difftime(1, units = "days"))$message, "difference of times")
  expect_match(refused(list(1, 2))$message, "list")
  expect_match(refused(1i)$message, "complex")
  expect_match(refused(as.raw(1))$message, "raw")
  expect_match(refused(c("a\nb"))$message, "line ends")
  expect_match(refused(c("", NA))$message, "tell apart")
  expect_match(refused(factor(c("1", "2")))$message, "factor whose labels are numbers")
  expect_match(refused(structure(1, class = "integer64"))$message, "64-bit")
  expect_equal(written(data.frame(label = factor(c("1", "2"))))[2], "\"1\"")
})

test_that("names of rows, and columns without a name of their own, are refused", {
  expect_match(error_of(written(data.frame(x = 1, row.names = "ann")))$message, "names of rows")
  expect_match(error_of(written(stats::setNames(data.frame(1, 2), c("a", "a"))))$message, "the same")
  expect_match(error_of(written(data.frame()))$message, "no columns")
  expect_match(error_of(fd_write(3, tempfile()))$message, "no data frame")
  expect_equal(written(data.frame(x = 1:3)[2:3, , drop = FALSE]), c("\"x\"", "2", "3"))
})

test_that("an empty data frame is a file with its head", {
  expect_equal(written(data.frame(time = numeric(), sender = character())), "\"time\",\"sender\"")
})
