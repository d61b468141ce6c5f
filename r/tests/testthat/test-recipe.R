test_that("verbs are collected and nothing is built before it is asked for", {
  recipe <- create_dyadyears(from = 1946, to = 1950, world = "/no/such/world") |>
    add_nmc() |>
    add_cow_mids() |>
    add_spells()
  expect_s3_class(recipe, "fd_recipe")
  expect_output(print(recipe), "cowmidonset, cowmidongoing")
  expect_output(print(recipe), "not built yet")
})

test_that("a verb that has nothing for a panel is refused", {
  expect_match(error_of(create_stateyears() |> add_cow_mids())$message, "add_cow_mids\\(\\) has nothing")
  expect_match(error_of(create_dyadyears() |> add_spells())$remedy, "add_cow_mids")
  expect_match(error_of(add_nmc(data.frame()))$remedy, "create_dyadyears")
  expect_match(error_of(add_cow_wars(create_dyadyears(), type = "intra"))$message, "between states")
  expect_match(error_of(create_dyadyears(subset_years = "1990"))$message, "no years")
  expect_error(create_dyadyears(mry = TRUE), "unused argument")
})

test_that("the table of verbs names every verb that is here, and only those", {
  verbs <- fd_verbs()
  expect_true(all(verbs$here %in% c("have", "differ", "lack")))
  exported <- getNamespaceExports("foedera")
  here <- verbs$verb[verbs$here != "lack" & verbs$verb %in% exported]
  expect_equal(sort(here), sort(grep("^(add|create|filter)_", exported, value = TRUE)))
  expect_equal(verbs$verb[verbs$here == "lack" & verbs$verb %in% exported], character())
  expect_true(all(!is.na(verbs$why[verbs$here == "differ"])))
})

test_that("columns are those of the originals, read by R alone", {
  needs_program()
  data <- folder_of("FOEDERA_DATA")
  world <- test_world()
  recipe <- create_dyadyears(directed = TRUE, from = 1990, to = 1999, world = world) |>
    add_nmc() |>
    add_contiguity() |>
    add_atop_alliance() |>
    add_cow_majors() |>
    add_democracy()
  rows <- as.data.frame(recipe)
  expect_equal(names(rows)[1:3], c("ccode1", "ccode2", "year"))

  nmc <- utils::read.csv(file.path(data, "states", "cow_nmc_70.csv"))
  theirs <- function(code, column) nmc[[column]][match(paste(code, rows$year), paste(nmc$ccode, nmc$year))]
  expect_equal(rows$cinc1, theirs(rows$ccode1, "cinc"), tolerance = 1e-7)
  expect_equal(rows$milper2, theirs(rows$ccode2, "milper"))

  democracy <- utils::read.csv(file.path(data, "states", "cw_democracy.csv"))
  place <- match(paste(rows$ccode1, rows$year), paste(democracy$ccode, democracy$year))
  for (name in c("euds", "polity2", "v2x_polyarchy")) {
    expect_equal(rows[[paste0(name, "1")]], as.numeric(democracy[[name]][place]), tolerance = 1e-6, info = name)
  }

  states <- utils::read.csv(file.path(data, "states", "cow_states.csv"))
  alive <- function(year) unique(states$ccode[states$styear <= year & year <= states$endyear])
  counts <- vapply(1990:1999, function(year) length(alive(year)) * (length(alive(year)) - 1), 0)
  # A pair of which one state ended in the year before the other began is one here only if both lived on one day of it.
  expect_true(all(table(rows$year) <= counts & table(rows$year) >= counts * 0.97))

  contiguity <- utils::read.csv(file.path(data, "states", "cow_contdir.csv"))
  of_year <- function(x) if (is.numeric(x)) x %/% 100 else as.numeric(substr(x, 1, 4))
  land <- contiguity[contiguity$conttype == 1 & of_year(contiguity$stdate) <= 1995 & 1995 <= of_year(contiguity$enddate), ]
  ours <- rows[rows$year == 1995 & rows$conttype == 1, ]
  expect_setequal(paste(ours$ccode1, ours$ccode2), paste(land$ccode1, land$ccode2))

  majors <- rows[rows$year == 1995 & rows$cowmaj1 == 1, "ccode1"]
  expect_setequal(unique(majors), c(2, 200, 220, 255, 365, 710, 740))
  usa <- rows[rows$ccode1 == 2 & rows$year == 1995, ]
  expect_equal(usa$atop_defense[usa$ccode2 == 200], 1)
  expect_equal(usa$atop_defense[usa$ccode2 == 645], 0)
})

test_that("undirected and Gleditsch-Ward panels have their names, and models take a recipe as data", {
  needs_program()
  world <- test_world()
  pairs <- create_dyadyears(directed = FALSE, subset_years = c(1990, 1992), world = world) |>
    add_atop_alliance() |>
    add_cow_mids() |>
    add_spells() |>
    add_nmc()
  expect_setequal(unique(pairs$year), c(1990, 1992))
  expect_true(all(pairs$ccode1 < pairs$ccode2))
  expect_equal(
    names(pairs)[4:11],
    c("atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul", "cowmidonset", "cowmidongoing", "cowmidspell")
  )
  fit <- stats::glm(cowmidongoing ~ cowmidspell, stats::binomial, data = pairs)
  expect_lt(stats::coef(fit)[[2]], 0)
  relevant <- create_dyadyears(directed = FALSE, from = 1990, to = 1990, world = world) |> filter_prd()
  expect_true(all(relevant$prd == 1) && nrow(relevant) > 500)
  states <- create_stateyears("gw", from = 1990, to = 1990, world = world) |> add_nmc()
  expect_equal(names(states)[1:3], c("gwcode", "gw_name", "year"))
  expect_match(paste(fd_cite(states), collapse = "\n"), "@")
  expect_match(fd_codebook(states)[1], "state-year")
})

test_that("units alone are a panel", {
  needs_program()
  states <- create_stateyears(from = 1990, to = 1990, world = test_world())
  expect_equal(names(states), c("ccode", "statenme", "year"))
})

test_that("what panels are asked wrongly is an error of the program, and empty columns a warning", {
  needs_program()
  world <- test_world()
  expect_match(error_of(fd_panel("state-year", "cincc", world = world))$message, "cincc")
  expect_warning(fd_panel("state-year", "cinc", from = 2024, to = 2024, world = world), class = "foedera_warning")
})
