//! Figures that are left out of the almanac, and why: misprints of the source, and what was misread from its text.

use super::Read;

/// Named figures: state (or all), variable, first and last year, first and last edition, and the reason.
struct Named {
    states: &'static [&'static str],
    variable: &'static str,
    years: (i16, i16),
    editions: (&'static str, &'static str),
    why: &'static str,
}

const THOUSAND: &str = "a thousand times too small: billions printed for trillions, or millions for billions";
const ALWAYS: (&str, &str) = ("1990", "2027");

const NAMED: [Named; 18] = [
    Named { states: &["ESP"], variable: "gdp_ppp", years: (2018, 2020), editions: ("2022", "2023"), why: THOUSAND },
    Named {
        states: &["ESP"],
        variable: "external_debt",
        years: (2018, 2019),
        editions: ("2022", "2023"),
        why: THOUSAND,
    },
    Named {
        states: &["NOR"],
        variable: "fb_imports",
        years: (2018, 2020),
        editions: ("2022", "2023"),
        why: "printed without its unit, billions",
    },
    Named {
        states: &["BTN"],
        variable: "fb_population",
        years: (1985, 2006),
        editions: ALWAYS,
        why: "put at three times its size before the census of 2005",
    },
    Named {
        states: &["BTN"],
        variable: "fb_population",
        years: (2007, 2007),
        editions: ("2007", "2008"),
        why: "put at three times its size",
    },
    Named {
        states: &["IRQ"],
        variable: "gdp_ppp",
        years: (1993, 1993),
        editions: ALWAYS,
        why: "several times that of the years around it",
    },
    Named {
        states: &["ZAF"],
        variable: "fb_population",
        years: (1992, 1992),
        editions: ("1992", "1993"),
        why: "a tenth of its size: a digit is missing",
    },
    Named {
        states: &["YEM"],
        variable: "fb_population",
        years: (1990, 1990),
        editions: ("1990", "1991"),
        why: "South Yemen's",
    },
    Named {
        states: &["RUS"],
        variable: "fb_population",
        years: (1990, 1991),
        editions: ("1990", "1992"),
        why: "the Soviet Union's; Russia's is the World Bank's",
    },
    Named {
        states: &["AFG"],
        variable: "military_expenditure",
        years: (2016, 2016),
        editions: ALWAYS,
        why: "28.09 % where the years around have 1 %",
    },
    Named {
        states: &["NGA"],
        variable: "military_expenditure",
        years: (2000, 2000),
        editions: ("2001", "2002"),
        why: "10 % where the years around have 1 %",
    },
    Named {
        states: &["MLI"],
        variable: "military_expenditure",
        years: (2002, 2002),
        editions: ("2003", "2004"),
        why: "15 % where the years around have 2 %",
    },
    Named {
        states: &["NLD"],
        variable: "fb_imports",
        years: (1997, 1997),
        editions: ("1998", "1999"),
        why: "ten times too large: 1,791 for 179.1 billion",
    },
    Named {
        states: &["EGY"],
        variable: "fb_imports",
        years: (2001, 2001),
        editions: ("2002", "2003"),
        why: "ten times too large: 164 for 16.4 billion",
    },
    Named {
        states: &["ROU"],
        variable: "fb_imports",
        years: (1996, 1996),
        editions: ("1997", "1998"),
        why: "ten times too large: 93.8 for 9.38 billion",
    },
    Named {
        states: &["ZMB"],
        variable: "fb_imports",
        years: (2001, 2001),
        editions: ("2002", "2003"),
        why: "ten times too large: 12.05 for 1.205 billion",
    },
    Named {
        states: &["PLW", "TUV", "WSM", "KIR", "MHL"],
        variable: "fb_imports",
        years: (2014, 2021),
        editions: ("2015", "2024"),
        why: "of another unit than the years around it in these editions",
    },
    Named {
        states: &["PLW", "MHL"],
        variable: "fb_exports",
        years: (2014, 2021),
        editions: ("2015", "2024"),
        why: "of another unit than the years around it in these editions",
    },
];

/// Borders that ceased, which no edition says: the two states, and the day.
pub(super) const ENDED_BORDERS: [(&str, &str, &str); 11] = [
    ("RUS", "HUN", SOVIET),
    ("RUS", "ROU", SOVIET),
    ("RUS", "IRN", SOVIET),
    ("RUS", "TUR", SOVIET),
    ("RUS", "AFG", SOVIET),
    ("RUS", "CSK", SOVIET),
    ("SDN", "COD", SOUTH_SUDAN),
    ("SDN", "KEN", SOUTH_SUDAN),
    ("SDN", "UGA", SOUTH_SUDAN),
    ("SRB", "ALB", "2008-02-17"),
    // A leased naval base, not a border of the two territories.
    ("USA", "CUB", "1991-01-01"),
];
/// The end of the Soviet Union, whose borders the first editions have.
const SOVIET: &str = "1991-12-26";
const SOUTH_SUDAN: &str = "2011-07-09";

/// Sums of money that are held against each other to find a wrong unit.
const MONEY: [&str; 5] = ["fb_exports", "fb_imports", "external_debt", "gdp_ppp", "gdp_exchange"];
/// By how much a figure must be off its neighbours to be of a wrong unit.
const OFF: f64 = 100.0;

/// Why a figure is left out; `None` for what stays. `near` are the values of the same series within three years, its own left out.
pub(super) fn reason(read: &Read, near: &[f64]) -> Option<&'static str> {
    if let Some(named) = NAMED.iter().find(|named| fits(named, read)) {
        return Some(named.why);
    }
    if read.value < 0.0 && !read.variable.starts_with("capital_") {
        return Some("a range was read as a negative number");
    }
    if read.variable.ends_with("_share") && read.value > 100.0 {
        return Some("a share above 100 %");
    }
    let whole = read.value.fract() == 0.0;
    if read.variable.starts_with("active_personnel") && whole && (2001.0..=2026.0).contains(&read.value) {
        return Some("a year of the text was read as a number of persons");
    }
    if MONEY.contains(&read.variable.as_str()) && near.len() >= 2 && read.value > 0.0 {
        let mut near = near.to_vec();
        near.sort_by(f64::total_cmp);
        let ratio = read.value / near[near.len() / 2];
        if !(1.0 / OFF..=OFF).contains(&ratio) {
            return Some("a hundred times or more off the figures of the years around it: a wrong unit");
        }
    }
    None
}

fn fits(named: &Named, read: &Read) -> bool {
    named.states.contains(&read.state.as_str())
        && named.variable == read.variable
        && read.year.is_some_and(|year| (named.years.0..=named.years.1).contains(&year))
        && (named.editions.0..named.editions.1).contains(&read.first_seen.as_str())
}
