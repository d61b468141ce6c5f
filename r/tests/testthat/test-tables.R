# What the command line gives as CSV, by its own rules, against what is made here from the JSON.
held_against <- function(command, ..., table) {
  answer <- fd_run(command, ...)
  own <- fd_table(answer, table)
  theirs <- utils::read.csv(text = fd_run(command, ..., format = "csv", table = table), check.names = FALSE, na.strings = "")
  expect_equal(names(own), names(theirs), info = paste(command, table))
  expect_equal(nrow(own), nrow(theirs), info = paste(command, table))
  for (name in names(own)) {
    if (is.numeric(own[[name]]) && is.numeric(theirs[[name]])) {
      expect_equal(own[[name]], theirs[[name]], tolerance = 1e-14, info = paste(table, name))
    }
  }
}

test_that("tables are those of the command line, name by name and number by number", {
  needs_program()
  for (table in c("members.branches.horizons", "member_count", "members.drivers", "processes.coefficients", "timeline.spells")) {
    held_against("forecast", "csto-2022", futures = 80, table = table)
  }
  for (table in c("allies", "allies.parts", "by_trigger.allies", "base_rates")) {
    held_against("aid", "EST", treaty = "NATO", trigger = "attack", by = "RUS", draws = 40, table = table)
  }
  for (table in c("members", "articles", "timeline")) held_against("treaty", "CSTO", table = table)
})

test_that("a table that is not there is refused with the list of those that are", {
  needs_program()
  problem <- error_of(fd_table(fd_treaty("CSTO"), "mambers"))
  expect_match(problem$remedy, "members")
})

test_that("the sources of an answer are cited", {
  needs_program()
  sources <- fd_cite(fd_aid("EST", treaty = "NATO", trigger = "attack", by = "RUS", draws = 40))
  expect_gt(nrow(sources), 5)
  expect_true(all(nzchar(sources$title)))
  expect_match(error_of(fd_cite(3))$message, "not made by Foedera")
})
