test_that("a program that is not there is an error with a remedy", {
  withr <- options(foedera.program = "/no/such/program")
  on.exit(options(withr))
  problem <- error_of(fd_find())
  expect_s3_class(problem, "foedera_error")
  expect_match(problem$message, "/no/such/program")
  expect_match(problem$remedy, "cargo install")
})

test_that("every command of the program has a function here, and none is invented", {
  needs_program()
  commands <- fd_commands()$command
  expect_gt(length(commands), 30)
  functions <- paste0("fd_", gsub("-", "_", commands))
  expect_equal(setdiff(functions, getNamespaceExports("foedera")), character())
  source <- body(fd_treaty)
  expect_equal(as.character(source[[2]]), "treaty")
  for (name in functions) {
    source <- body(getExportedValue("foedera", name))
    if (identical(source[[1]], quote(run_with)) && name != "fd_members") {
      expect_equal(paste0("fd_", gsub("-", "_", as.character(source[[2]]))), name)
    }
  }
})

test_that("an answer has what the program says, and says what made it", {
  needs_program()
  answer <- fd_run("treaty", "CSTO", at = as.Date("1996-01-01"))
  expect_s3_class(answer, c("fd_treaty", "foedera_answer"), exact = TRUE)
  expect_equal(answer$schema, "foedera/treaty/1")
  expect_equal(nrow(as.data.frame(answer)), 9)
  expect_equal(fd_members("CSTO", at = "1996-01-01")$state, fd_table(answer, "members")$state)
  expect_output(print(answer), "members")
  expect_output(summary(answer), "Armenia")
})

test_that("subcommands, flags, repeated options and files are words of the command line", {
  needs_program()
  expect_equal(fd_run("scenario list")$command, fd_scenario("list")$command)
  expect_true(is.character(fd_completions("bash")))
  expect_s3_class(fd_treaty(list = TRUE), "foedera_answer")
  file <- tempfile(fileext = ".toml")
  lines <- fd_scenario("new", "ECOWAS", output = file)
  expect_true(any(startsWith(lines, "wrote ")))
  expect_true(file.exists(file))
  expect_s3_class(fd_check(file), "foedera_answer")
})

test_that("errors of the program are conditions with code, place and remedy", {
  needs_program()
  problem <- error_of(fd_state("XYZ"))
  expect_match(problem$code, "^F[0-9]{4}$")
  expect_match(problem$remedy, "three letters")
  file <- tempfile(fileext = ".toml")
  fd_scenario("new", "ECOWAS", output = file)
  lines <- sub("^\\[\\[branch\\]\\]", "[[brunch]]", readLines(file, encoding = "UTF-8"))
  writeLines(lines, file, useBytes = TRUE)
  problem <- error_of(fd_check(file))
  expect_gt(nrow(problem$problems), 1)
  expect_match(problem$problems$place[problem$problems$code == "F0203"][1], sprintf(":%d:", grep("brunch", lines)[1]))
  problem <- error_of(fd_run("treaty", "CSTO", no_such_option = 3))
  expect_match(problem$message, "--no-such-option")
  expect_match(error_of(fd_run("treatyx"))$remedy, "treaty")
})

test_that("missing and unusable arguments are refused, not passed on", {
  expect_match(error_of(fd_run(NA_character_))$message, "no single word")
  expect_match(error_of(fd_run("state", NA))$message, "missing")
  expect_match(error_of(fd_run("state", "ARM", at = Sys.time()))$message, "time of day")
  expect_match(error_of(fd_run("state", list("ARM")))$message, "list")
})
