//! Numbers in words: digits as many as they deserve, and never a bare zero for what is not zero.

pub(crate) use foedera_diagnostic::{fixed, signed};
use foedera_lab::guarantee::aid::Probability;
use foedera_lab::{Estimate, MissRow, PrecedentCard, ProcessCard, ReferenceClass, ReliabilityRow, TotalRow};

/// A probability without its sign: `0.4`, `3.1`, `37`, `<0.1`, `>99.9`.
fn digits(probability: f64) -> String {
    let percent = probability * 100.0;
    match probability {
        p if !p.is_finite() => "–".to_owned(),
        p if p <= 0.0 => "0".to_owned(),
        p if p < 0.001 => "<0.1".to_owned(),
        p if p < 0.0995 => fixed(percent, 1),
        p if p < 0.995 => format!("{percent:.0}"),
        p if p < 0.999 => fixed(percent, 1),
        p if p < 1.0 => ">99.9".to_owned(),
        _ => "100".to_owned(),
    }
}

/// A probability: `0.4 %`, `37 %`, `<0.1 %`.
pub(crate) fn percent(probability: f64) -> String {
    format!("{} %", digits(probability))
}

/// A share that noise may have below 0, in whole per cent: `−3 %`.
pub(crate) fn signed_percent(share: f64) -> String {
    let rounded = (100.0 * share).round() + 0.0;
    if rounded < 0.0 { format!("−{} %", -rounded) } else { format!("{rounded} %") }
}

/// The 90 % interval of an estimate: `1.2–6.0 %`.
pub(crate) fn interval(estimate: &Estimate) -> String {
    let (low, high) = (digits(estimate.low), digits(estimate.high));
    if low == high { format!("{low} %") } else { format!("{low}–{high} %") }
}

/// An estimate with its interval: `3.1 % (1.2–6.0 %)`.
pub(crate) fn estimate(estimate: &Estimate) -> String {
    format!("{} ({})", percent(estimate.mean), interval(estimate))
}

/// A probability with its interval: `31 % (10–58 %)`.
pub(crate) fn chance(chance: &Probability) -> String {
    format!("{} ({}–{} %)", percent(chance.mean), digits(chance.low), digits(chance.high))
}

/// A rate per year without its sign, two digits below 1 %.
fn rate_digits(rate: f64) -> String {
    match rate {
        r if !r.is_finite() => "–".to_owned(),
        r if r <= 0.0 => "0".to_owned(),
        r if r < 0.0001 => "<0.01".to_owned(),
        r if r < 0.00995 => format!("{:.2}", r * 100.0),
        r => format!("{:.1}", r * 100.0),
    }
}

/// A yearly rate with its interval: `0.44 % (0.31–0.60 %)`.
pub(crate) fn rate(rate: &Estimate) -> String {
    format!("{} % ({}–{} %)", rate_digits(rate.mean), rate_digits(rate.low), rate_digits(rate.high))
}

/// A whole number with its thousands apart: `12,000`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Years of exposure: `6,412`, below a hundred with one decimal.
pub(crate) fn years(years: f64) -> String {
    if years < 100.0 {
        return format!("{years:.1}");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded, at least 100, a few million")]
    count(years.round() as u64)
}

/// What estimates rest on, over all of them: `n = 41`, `n = 3–41`, `prior only`.
pub(crate) fn sample<'a>(estimates: impl IntoIterator<Item = &'a Estimate>) -> String {
    let events = estimates.into_iter().map(|estimate| estimate.events);
    let Some((least, most)) = events.fold(None, |range: Option<(u32, u32)>, events| {
        Some(range.map_or((events, events), |(low, high)| (low.min(events), high.max(events))))
    }) else {
        return "–".to_owned();
    };
    match (least, most) {
        (_, 0) => "prior only".to_owned(),
        (least, most) if least == most => format!("n = {least}"),
        (least, most) => format!("n = {least}–{most}"),
    }
}

/// `1 event`, `12 events`.
pub(crate) fn events(events: u32) -> String {
    format!("{} {}", count(u64::from(events)), if events == 1 { "event" } else { "events" })
}

/// Exits and decisions of a class: `4 exits (2 decisions)`, `19 exits (16 decisions) from 60 treaties`.
pub(crate) fn exits(class: &ReferenceClass) -> String {
    let count = |number: u32, one: &str, many: &str| {
        format!("{} {}", count(u64::from(number)), if number == 1 { one } else { many })
    };
    let (exits, decisions) = (count(class.events, "exit", "exits"), count(class.decisions, "decision", "decisions"));
    match class.treaties {
        0 => exits,
        1 => format!("{exits} ({decisions})"),
        treaties => format!("{exits} ({decisions}) from {}", count(treaties, "treaty", "treaties")),
    }
}

/// A factor on a rate: `×1.8`, `×0.45`.
pub(crate) fn factor(factor: f64) -> String {
    if factor >= 10.0 {
        format!("×{factor:.0}")
    } else if factor >= 0.995 {
        format!("×{factor:.1}")
    } else {
        format!("×{factor:.2}")
    }
}

/// What a process rests on, in a clause.
pub(crate) fn basis(process: &ProcessCard) -> String {
    let unit = match process.process.as_str() {
        "ends" | "replaced" => "treaty-years",
        "thaw" => "frozen member-years",
        _ => "member-years",
    };
    let exposure = format!("{} in {} {unit}", events(process.events), years(process.exposure_years));
    if !process.fitted && process.events == 0 && process.exposure_years <= 0.0 {
        return "stated prior alone".to_owned();
    }
    if process.fitted { format!("fitted on {exposure}") } else { format!("stated prior; in the atlas {exposure}") }
}

/// A yearly rate or a share that may be far below one per cent, in per cent.
pub(crate) fn fine_percent(value: f64) -> String {
    if value > 0.0 && value < 0.0005 { format!("{:.3} %", 100.0 * value) } else { format!("{:.2} %", 100.0 * value) }
}

/// How the forecasts of a fitted process did, a line each: by risk, by decade, and the worst misses.
pub(crate) fn record(process: &ProcessCard) -> Vec<String> {
    if process.reliability.is_empty() {
        return Vec::new();
    }
    let group = |row: &ReliabilityRow| {
        let interval = row
            .interval
            .map_or(String::new(), |(low, high)| format!(" ({}–{})", fine_percent(low), fine_percent(high)));
        format!("{} forecast, {} happened{interval}", fine_percent(row.forecast), fine_percent(row.happened))
    };
    let total = |row: &TotalRow| format!("{}–{}: {:.1}, {}", row.from, row.until, row.forecast, row.happened);
    let miss = |row: &MissRow| format!("{} {} ({})", row.name, row.year, fine_percent(row.forecast));
    let joined = |parts: Vec<String>| parts.join("; ");
    vec![
        format!(
            "By fifths of the cases, lowest forecasts first: {}",
            joined(process.reliability.iter().map(group).collect())
        ),
        format!("Events forecast and happened: {}", joined(process.totals.iter().map(total).collect())),
        format!("Missed by most: {}", joined(process.misses.iter().map(miss).collect())),
    ]
}

/// What a test found: a count, a share with its interval, a difference in points, yes or no.
pub(crate) fn finding(finding: &foedera_lab::argument::Finding) -> String {
    use foedera_lab::argument::Unit;
    let Some(value) = finding.value else { return "not known".to_owned() };
    let of = finding.cases.map_or(String::new(), |cases| format!(", n = {}", count(u64::from(cases))));
    let number = |value: f64| match finding.unit {
        Unit::Count => format!("{value:.0}"),
        Unit::Share | Unit::Probability => percent(value),
        Unit::Points => points(value),
        Unit::Truth => {
            if value == 1.0 {
                "yes".to_owned()
            } else {
                "no".to_owned()
            }
        }
        Unit::Plain => plain_number(value),
    };
    let odds = if finding.unit == Unit::Probability {
        format!("{}, ", foedera_lab::argument::odds::words(value))
    } else {
        String::new()
    };
    match (finding.low, finding.high) {
        (Some(low), Some(high)) => format!("{odds}{} ({} to {}){of}", number(value), number(low), number(high)),
        _ => format!("{odds}{}{of}", number(value)),
    }
}

/// A difference of probabilities in percentage points: `+7.1 points`.
pub(crate) fn points(difference: f64) -> String {
    let points = difference * 100.0;
    format!("{} points", signed(points, if points.abs() < 9.95 { 1 } else { 0 }))
}

/// A paired difference with its interval and the error of its mean: `+7.1 points (+3.6 to +10; error 0.1)`.
pub(crate) fn difference(difference: &foedera_lab::Difference) -> String {
    format!("{} ({})", points(difference.mean), spread_of_difference(difference))
}

/// What stands in the brackets of a paired difference: its interval and the error of its mean.
pub(crate) fn spread_of_difference(difference: &foedera_lab::Difference) -> String {
    let bare = |value: f64| points(value).replace(" points", "");
    let error = difference.monte_carlo_error * 100.0;
    format!("{} to {}; error {error:.2}", bare(difference.low), bare(difference.high))
}

/// A score with its numbers before what they are of: `AUC 0.68; treaties held out in turn`.
pub(crate) fn score_first(score: &str) -> String {
    score.rsplit_once(": ").map_or_else(|| score.to_owned(), |(of, numbers)| format!("{numbers}; {of}"))
}

/// A paired difference without its error, for a column whose head says `points`.
pub(crate) fn short_difference(difference: &foedera_lab::Difference) -> String {
    let bare = |value: f64| points(value).replace(" points", "");
    format!("{} ({} to {})", bare(difference.mean), bare(difference.low), bare(difference.high))
}

/// A number with the digits that it deserves: `17,820 billion`, `0.233`, `1992`.
pub(crate) fn plain_number(value: f64) -> String {
    match value.abs() {
        size if size >= 1e9 => format!("{} billion", count((value / 1e9).round() as u64)),
        _ if value.fract() == 0.0 => fixed(value, 0),
        size if size >= 100.0 => fixed(value, 0),
        size if size >= 1.0 => fixed(value, 2),
        size if size >= 0.1 => fixed(value, 3),
        size if size >= 0.001 => fixed(value, 4),
        _ => fixed(value, 6),
    }
}

/// Whether a condition holds.
pub(crate) fn truth(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "holds",
        Some(false) => "does not hold",
        None => "not known",
    }
}

/// What came of a precedent, as far as the day of the forecast knows.
pub(crate) fn outcome(case: &PrecedentCard) -> &str {
    case.outcome.as_deref().unwrap_or("what came of it is of a later day, and left out here")
}

/// A text with a capital at its start and a full stop at its end.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map_or(String::new(), |first| first.to_uppercase().to_string());
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// A key for people: `member_left` as `member left`.
pub(crate) fn plain(key: &str) -> String {
    key.replace(['_', '-'], " ")
}

/// A count with the central 90 % of futures.
pub(crate) fn of_futures(count: foedera_lab::Count) -> String {
    let (low, high) = count.interval;
    format!("{:.2} ({low}–{high})", count.mean)
}

/// A text cut to `most` characters, the last an ellipsis if any were lost.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A text broken into lines of at most `width` characters, between words where there is a space to break at.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        if !line.is_empty() && line.chars().count() + 1 + word.len() > width {
            lines.push(std::mem::take(&mut line));
        }
        while word.len() > width {
            lines.push(word.drain(..width).collect());
        }
        if !line.is_empty() && !word.is_empty() {
            line.push(' ');
        }
        line.extend(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// What an actor gains, with 90 % of draws.
pub(crate) fn gain(gain: &foedera_summit::Spread) -> String {
    format!("{} ({} to {})", signed(gain.mean, 2), signed(gain.low, 2), signed(gain.high, 2))
}

/// What a model says is settled on an issue, with 90 % of draws; the flags beside it say why there is nothing.
pub(crate) fn settlement(text: &foedera_summit::Spread) -> String {
    if text.low.is_nan() {
        return "no settlement".to_owned();
    }
    let draws = format!("({} to {})", fixed(text.low, 1), fixed(text.high, 1));
    if text.central.is_nan() {
        format!("none at central values {draws}")
    } else {
        format!("{} {draws}", fixed(text.central, 1))
    }
}
