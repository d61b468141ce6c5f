# peacesciencer's verbs: collected first, then built as one panel.

#' Dyad-years and state-years by peacesciencer's verbs
#'
#' `create_dyadyears()` and `create_stateyears()` begin a recipe, the `add_...()`
#' verbs add to it, and the panel is built once, when its rows are asked for: by
#' [fd_collect()], `as.data.frame()`, `$`, `[`, `head()`, `summary()`, a model
#' (`glm(..., data = recipe)`) or a verb of 'dplyr'. Columns have the names that
#' 'peacesciencer' gives them; [fd_verbs()] says which of its verbs are here,
#' and where they differ.
#'
#' Where both packages are attached, the one attached last is called; say
#' `foedera::add_nmc()` to be sure.
#'
#' @param system `"cow"` or `"gw"`.
#' @param directed Whether each pair stands twice, once from either side.
#' @param subset_years The years, e.g. `1946:2010`; in place of `from` and `to`.
#' @param from,to First and last year. 'peacesciencer' goes to the last year
#'   before today; here years are as asked.
#' @param world The world file, see [fd_panel()].
#' @param data A recipe.
#' @param type Of wars: only `"inter"`.
#' @return A recipe of class `fd_recipe`.
#' @examples
#' create_dyadyears(directed = TRUE, from = 1946, to = 2010) |>
#'   add_atop_alliance() |>
#'   add_nmc() |>
#'   add_contiguity() |>
#'   add_cow_mids()
#' @name recipes
NULL

#' @rdname recipes
#' @export
create_dyadyears <- function(system = c("cow", "gw"), directed = TRUE, subset_years = NULL, from = 1816, to = 2018,
                             world = getOption("foedera.world")) {
  if (!isTRUE(directed) && !isFALSE(directed)) fd_refuse("`directed` is neither TRUE nor FALSE", "say which")
  recipe(if (directed) "directed-dyad-year" else "dyad-year", match.arg(system), subset_years, c(from, to), world)
}

#' @rdname recipes
#' @export
create_stateyears <- function(system = c("cow", "gw"), subset_years = NULL, from = 1816, to = 2018,
                              world = getOption("foedera.world")) {
  recipe("state-year", match.arg(system), subset_years, c(from, to), world)
}

recipe <- function(kind, system, subset_years, span, world) {
  years <- if (is.null(subset_years)) span[1]:span[2] else sort(unique(subset_years))
  if (!is.numeric(years) || anyNA(years) || any(years != round(years))) {
    fd_refuse("these are no years", "e.g. subset_years = 1946:2010")
  }
  structure(
    list(kind = kind, system = system, years = years, world = world, verbs = character(), cache = new.env()),
    class = "fd_recipe"
  )
}

# What a verb adds: names of columns here, and the variables that they are made of.
verbs <- list(
  add_atop_alliance = list(pair = c(
    atop_defense = "defense", atop_offense = "offense", atop_neutral = "neutrality", atop_nonagg = "nonaggression",
    atop_consul = "consultation"
  )),
  add_nmc = list(
    state = c(
      milex = "milex", milper = "milper", irst = "irst", pec = "pec", tpop = "tpop", upop = "upop", cinc = "cinc"
    )
  ),
  add_democracy = list(state = c(euds = "uds", polity2 = "polity2", v2x_polyarchy = "polyarchy")),
  add_sim_gdp_pop = list(state = c(mrgdppc = "gdp_per_head", pwtrgdp = "gdp", pwtpop = "population")),
  add_cow_majors = list(state = c(cowmaj = "major_power")),
  add_contiguity = list(pair = c(conttype = "contiguity")),
  add_cow_mids = list(pair = c(cowmidonset = "mid_onset", cowmidongoing = "mid_ongoing")),
  add_gml_mids = list(pair = c(gmlmidonset = "gml_onset", gmlmidongoing = "gml_ongoing")),
  add_cow_wars = list(pair = c(cowinteronset = "war_onset", cowinterongoing = "war_ongoing")),
  add_strategic_rivalries = list(pair = c(ongoingrivalry = "rivalry_tss")),
  add_capital_distance = list(pair = c(capdist = "capital_distance")),
  add_igos = list(pair = c(dyadigos = "shared_igos"), alone = c(sum_igo_full = "igos")),
  add_cow_trade = list(pair = c(flow1 = "imports_from"), alone = c(imports = "imports", exports = "exports")),
  add_spells = list(pair = c(cowmidspell = "mid_peace_years", gmlmidspell = "gml_peace_years")),
  filter_prd = list(pair = c(prd = "politically_relevant"))
)

# The variables of a verb in a kind of panel, by their names here; none if it has nothing for it.
variables_of <- function(verb, kind) {
  has <- verbs[[verb]]
  if (kind == "state-year") c(has$state, has$alone) else c(has$state, has$pair)
}

add <- function(data, verb) {
  if (!inherits(data, "fd_recipe")) {
    fd_refuse(sprintf("%s() adds to a recipe, not to a `%s`", verb, class(data)[1]), "begin with create_dyadyears() or create_stateyears()")
  }
  parts <- unclass(data)
  if (length(variables_of(verb, parts$kind)) == 0) {
    fd_refuse(sprintf("%s() has nothing for %s panels here", verb, parts$kind), "see fd_verbs()")
  }
  if (verb == "add_spells" && !any(c("add_cow_mids", "add_gml_mids") %in% parts$verbs)) {
    fd_refuse("there are no disputes to count years of peace from", "put add_cow_mids() or add_gml_mids() before")
  }
  parts$verbs <- unique(c(parts$verbs, verb))
  parts$cache <- new.env()
  structure(parts, class = "fd_recipe")
}

#' @rdname recipes
#' @export
add_atop_alliance <- function(data) add(data, "add_atop_alliance")

#' @rdname recipes
#' @export
add_nmc <- function(data) add(data, "add_nmc")

#' @rdname recipes
#' @export
add_democracy <- function(data) add(data, "add_democracy")

#' @rdname recipes
#' @export
add_sim_gdp_pop <- function(data) add(data, "add_sim_gdp_pop")

#' @rdname recipes
#' @export
add_cow_majors <- function(data) add(data, "add_cow_majors")

#' @rdname recipes
#' @export
add_contiguity <- function(data) add(data, "add_contiguity")

#' @rdname recipes
#' @export
add_cow_mids <- function(data) add(data, "add_cow_mids")

#' @rdname recipes
#' @export
add_gml_mids <- function(data) add(data, "add_gml_mids")

#' @rdname recipes
#' @export
add_cow_wars <- function(data, type = "inter") {
  if (!identical(type, "inter")) fd_refuse("only wars between states are here", "type = \"inter\"; see fd_verbs()")
  add(data, "add_cow_wars")
}

#' @rdname recipes
#' @export
add_strategic_rivalries <- function(data) add(data, "add_strategic_rivalries")

#' @rdname recipes
#' @export
add_capital_distance <- function(data) add(data, "add_capital_distance")

#' @rdname recipes
#' @export
add_igos <- function(data) add(data, "add_igos")

#' @rdname recipes
#' @export
add_cow_trade <- function(data) add(data, "add_cow_trade")

#' @rdname recipes
#' @export
add_spells <- function(data) add(data, "add_spells")

#' @rdname recipes
#' @export
filter_prd <- function(data) add(data, "filter_prd")

#' Build the panel of a recipe
#'
#' @param x A recipe of [create_dyadyears()] or [create_stateyears()].
#' @return A panel, see [fd_panel()], in the order of year, then codes. It is
#'   kept with the recipe, so that it is built once.
#' @examples
#' \dontrun{
#' create_stateyears(from = 1946, to = 2010) |> add_nmc() |> fd_collect()
#' }
#' @export
fd_collect <- function(x) {
  parts <- unclass(x)
  if (is.null(parts$cache$panel)) parts$cache$panel <- built(parts)
  parts$cache$panel
}

built <- function(parts) {
  wanted <- lapply(parts$verbs, variables_of, kind = parts$kind)
  if ("add_spells" %in% parts$verbs) {
    has <- c(cowmidspell = "add_cow_mids", gmlmidspell = "add_gml_mids") %in% parts$verbs
    wanted[[match("add_spells", parts$verbs)]] <- variables_of("add_spells", parts$kind)[has]
  }
  wanted <- unlist(wanted)
  panel <- fd_panel(
    parts$kind, unname(wanted), from = min(parts$years), to = max(parts$years), system = parts$system,
    world = parts$world, names = parts$kind == "state-year"
  )
  kept <- attributes(panel)[c("codebook", "bibliography")]
  rows <- renamed(as.data.frame(panel), wanted, parts)
  rows <- rows[rows$year %in% parts$years, , drop = FALSE]
  if ("filter_prd" %in% parts$verbs) rows <- rows[!is.na(rows$prd) & rows$prd == 1, , drop = FALSE]
  rownames(rows) <- NULL
  structure(rows, codebook = kept$codebook, bibliography = kept$bibliography, class = c("fd_panel", "data.frame"))
}

# The columns of a panel under the names of peacesciencer.
renamed <- function(panel, wanted, parts) {
  code <- if (parts$system == "cow") "ccode" else "gwcode"
  keys <- if (parts$kind == "state-year") c(code, "year") else c(paste0(code, 1:2), "year")
  out <- panel[keys]
  if (parts$kind == "state-year") {
    out[[if (parts$system == "cow") "statenme" else "gw_name"]] <- panel$name
    out <- out[c(1, 3, 2)]
  }
  for (name in names(wanted)) out <- with_variable(out, panel, name, wanted[[name]], keys)
  out
}

with_variable <- function(out, panel, name, variable, keys) {
  one <- paste0(variable, c("", "1", "2", "_12", "_21"))
  has <- one %in% names(panel)
  if (name == "flow1") {
    out$flow1 <- panel[[if (has[1]) one[1] else one[4]]]
    out$flow2 <- if (has[1]) out$flow1[reverse(panel, keys)] else panel[[one[5]]]
  } else if (has[1]) {
    out[[name]] <- panel[[variable]]
  } else if (has[2]) {
    out[[paste0(name, "1")]] <- panel[[one[2]]]
    out[[paste0(name, "2")]] <- panel[[one[3]]]
  } else {
    # Of an undirected pair: whether either owes the other.
    out[[name]] <- pmax(panel[[one[4]]], panel[[one[5]]])
  }
  out
}

# Of each directed pair the row of the same pair from the other side.
reverse <- function(panel, keys) {
  match(
    paste(panel[[keys[2]]], panel[[keys[1]]], panel$year),
    paste(panel[[keys[1]]], panel[[keys[2]]], panel$year)
  )
}

#' @export
print.fd_recipe <- function(x, ...) {
  parts <- unclass(x)
  years <- range(parts$years)
  cat(sprintf("<foedera recipe: %s panel, %s system, %d to %d>\n", parts$kind, parts$system, years[1], years[2]))
  for (verb in parts$verbs) cat(sprintf("  %s(): %s\n", verb, paste(names(variables_of(verb, parts$kind)), collapse = ", ")))
  cat("not built yet: fd_collect() does, and so does any use of its rows\n"[is.null(parts$cache$panel)])
  invisible(x)
}

#' @export
as.data.frame.fd_recipe <- function(x, ...) as.data.frame(fd_collect(x))

#' @export
`$.fd_recipe` <- function(x, name) fd_collect(x)[[name]]

#' @export
`[[.fd_recipe` <- function(x, ...) as.data.frame(x)[[...]]

#' @export
`[.fd_recipe` <- function(x, ...) as.data.frame(x)[...]

#' @export
dim.fd_recipe <- function(x) dim(fd_collect(x))

#' @export
names.fd_recipe <- function(x) names(fd_collect(x))

#' @importFrom utils head
#' @export
head.fd_recipe <- function(x, ...) utils::head(as.data.frame(x), ...)

#' @importFrom utils tail
#' @export
tail.fd_recipe <- function(x, ...) utils::tail(as.data.frame(x), ...)

#' @export
summary.fd_recipe <- function(object, ...) summary(as.data.frame(object), ...)

# Verbs of dplyr work on the rows of a recipe; dplyr itself is not needed.
dplyr_verbs <- c(
  "filter", "mutate", "select", "rename", "arrange", "group_by", "summarise", "count", "distinct", "slice",
  "left_join", "inner_join", "collect", "pull", "transmute"
)

.onLoad <- function(libname, pkgname) {
  register <- function(...) {
    for (verb in dplyr_verbs) {
      registerS3method(verb, "fd_recipe", local({
        generic <- getExportedValue("dplyr", verb)
        if (verb == "collect") function(x, ...) as.data.frame(x) else function(.data, ...) generic(as.data.frame(.data), ...)
      }), envir = asNamespace("dplyr"))
    }
  }
  if (isNamespaceLoaded("dplyr")) register()
  setHook(packageEvent("dplyr", "onLoad"), register)
}

#' peacesciencer's verbs, and what is here of them
#'
#' @return A data frame: `verb`, `here` ("have", "differ" or "lack"), `columns`
#'   and `why`.
#' @examples
#' fd_verbs()
#' @export
fd_verbs <- function() {
  utils::read.csv(system.file("verbs.csv", package = "foedera"), encoding = "UTF-8", na.strings = "")
}
