# Without the program a test says that it was skipped; cargo xtask test gives the freshly built one in FOEDERA.
needs_program <- function() {
  named <- getOption("foedera.program", Sys.getenv("FOEDERA"))
  if (!nzchar(named) && !nzchar(Sys.which("foedera"))) testthat::skip("the program foedera is not installed")
}

folder_of <- function(variable) {
  folder <- Sys.getenv(variable)
  if (!dir.exists(folder)) testthat::skip(paste(variable, "names no folder"))
  folder
}

# A small network: who calls whom, day by day.
calls <- data.frame(
  time = as.Date("2022-01-01") + c(0, 1, 2, 3, 5, 6, 8, 9, 11, 12),
  sender = c("ann", "bob", "ann", "cid", "bob", "ann", "dee", "bob", "cid", "ann"),
  receiver = c("bob", "ann", "cid", "dee", "cid", "bob", "ann", "dee", "ann", "dee")
)
actors <- data.frame(label = c("ann", "bob", "cid", "dee"), floor = c(1, 1, 2, 2), team = factor(c("red", "blue", "red", "blue")))

error_of <- function(code) tryCatch(code, foedera_error = function(problem) problem)

# A world file of the datasets that the tests of panels hold against the originals; made once.
test_world <- local({
  made <- NULL
  function() {
    data <- folder_of("FOEDERA_DATA")
    if (is.null(made)) {
      folder <- tempfile("world")
      dir.create(folder)
      files <- c(
        "alliances/atop5_1m.csv", "states/cow_states.csv", "states/gw_system.csv", "states/cow_nmc_70.csv",
        "states/cow_contdir.csv", "states/cow_majors.csv", "states/cw_democracy.csv", "disputes/MIDA 5.0.csv",
        "disputes/MIDB 5.0.csv"
      )
      file.copy(file.path(data, files), folder)
      world <- file.path(folder, "world.foedera")
      suppressMessages(suppressWarnings(fd_import(folder, output = world)))
      made <<- world
    }
    made
  }
})
