//! The catalogue of effects: names, definitions, formulas, units, sources, once each.

use std::sync::LazyLock;

use foedera_world::{Field, Obligation, Trigger};

use super::number::{At, Fact, Fold, Group, Number};
use super::parts::{
    LEAST_CINC, abs, at_least, attacker_dissimilarity, attacker_kilometres, attackers_cinc, attackers_major,
    attackers_polyarchy, borders_attacker, capability, capable, distance, each, entry, far, fold, is, is_new, larger,
    ln, ln_one_plus, mean, minus, missing, most, near, other, over, own, own_share, patron, patron_distance, plus,
    regime_change, share_of_members, side_cinc, sum, times, towards_each, towards_other, usable, years_since,
};
use super::view::View;

/// An effect: a place in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Effect(pub(super) u8);

/// What the catalogue says of an effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The name in files.
    pub name: &'static str,
    /// What it means in a few words.
    pub words: &'static str,
    /// Its definition.
    pub definition: &'static str,
    /// In what it is measured.
    pub unit: &'static str,
    /// Where it is from: a paper, or the dataset of its figures.
    pub source: &'static str,
    /// What it belongs to, when it is asked what moved an answer: `rate`, `time`, `call`, `text`, `members`, `ties`, `force`, `regime`,
    /// `record` or `missing`.
    pub family: &'static str,
    /// Whether its values are few and small (0 or 1, or the logarithm of a count that is nearly always zero), so that none is far from
    /// what a fit has seen, however many standard deviations it lies from the mean.
    pub is_flag: bool,
    /// How it is computed.
    pub number: Number,
}

macro_rules! effects {
    ($($constant:ident $name:literal $words:literal, $definition:literal, $unit:literal, $source:literal, $family:literal $flag:ident => $number:expr;)+) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "the places of the constants below")]
        #[repr(u8)]
        enum Place { $($constant),+ }

        impl Effect {
            $(#[doc = concat!("`", $name, "`: ", $definition, ".")] pub const $constant: Self = Self(Place::$constant as u8);)+

            /// All effects, in the order of the catalogue.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$constant),+];
        }

        static CATALOGUE: LazyLock<Vec<Entry>> = LazyLock::new(|| vec![$(Entry {
            name: $name,
            words: $words,
            definition: $definition,
            unit: $unit,
            source: $source,
            family: $family,
            is_flag: effects!(@ $flag),
            number: $number,
        }),+]);
    };
    (@ flag) => { true };
    (@ level) => { false };
}

effects! {
    INTERCEPT "intercept" "base rate",
        "1 for every option", "1", "", "rate" level
        => Number::Constant(1.0);
    DEFENSE_PACT "defense_pact" "a duty of defense",
        "1 if the treaty owes defense", "0/1", "ATOP (Leeds et al. 2002)", "text" flag
        => Number::Fact(Fact::Owes(Obligation::Defense));
    BILATERAL "bilateral" "a treaty of two",
        "1 if the treaty has two members", "0/1", "ATOP (Leeds et al. 2002)", "members" flag
        => is(Number::Fact(Fact::Members), 2.0);
    WARTIME "wartime" "a treaty of wartime",
        "1 if the treaty was concluded by belligerents during a war", "0/1", "ATOP `wartime` (Leeds et al. 2002)", "text" flag
        => Number::Fact(Fact::Wartime);
    LOG_YEARS_IN "log_years_in" "years in force",
        "logarithm of 1 + the years since the membership began; of a treaty since it opened", "ln years", "Leeds and Savun 2007", "time" level
        => ln_one_plus(Number::Fact(Fact::YearsIn));
    LOG_MEMBERS "log_members" "number of members",
        "logarithm of the number of members", "ln members", "Olson and Zeckhauser 1966", "members" level
        => ln(at_least(Number::Fact(Fact::Members), 1.0));
    OWN_SHARE "own_share" "own share of capability",
        "the member's share of the members' known capability; of a treaty the patron's share", "share, 0 to 1", "COW CINC (Singer 1987)", "force" level
        => own_share();
    CAPABILITY_CHANGE "capability_change" "own capability since entry",
        "logarithm of the member's capability over that at entry; of a treaty the mean over members", "ln ratio", "COW CINC; Leeds and Savun 2007", "force" level
        => mean(ln(over(own(Field::CINC), entry(Field::CINC_AT_ENTRY))));
    REGIME_CHANGE "regime_change" "regime change since entry",
        "distance of polyarchy to that at entry; of a treaty the largest over members", "polyarchy, 0 to 1", "V-Dem; Leeds and Savun 2007 use Polity", "regime" level
        => regime_change();
    PATRON_DISTANCE "patron_distance" "distance to the patron in UN votes",
        "distance of the UN ideal point to the patron's; of a treaty the mean over members", "ideal points", "Bailey, Strezhnev and Voeten 2017", "ties" level
        => mean(patron_distance(Field::IDEAL_POINT));
    PATRON_DISTANCE_CHANGE "patron_distance_change" "drift from the patron since entry",
        "that distance less the distance at entry; of a treaty the mean over members", "ideal points", "Bailey, Strezhnev and Voeten 2017", "ties" level
        => mean(minus(patron_distance(Field::IDEAL_POINT), Number::DistanceAtEntry(Field::IDEAL_POINT)));
    POLYARCHY_DISTANCE "polyarchy_distance" "regime distance to the patron",
        "distance of polyarchy to the patron's; serves reference classes", "polyarchy, 0 to 1", "V-Dem", "regime" level
        => mean(patron_distance(Field::POLYARCHY));
    RECENT_EXITS "recent_exits" "recent exits of others",
        "logarithm of 1 + the members that left the same treaty in the last three years", "ln exits", "ATOP (Leeds et al. 2002)", "members" flag
        => ln_one_plus(Number::Treaty(Field::RECENT_EXITS));
    PATRON_CAPABILITY_CHANGE "patron_capability_change" "patron's capability over five years",
        "logarithm of the patron's capability over that five years before", "ln ratio", "COW CINC (Singer 1987)", "force" level
        => ln(over(patron(Field::CINC), patron(Field::CINC_5_YEARS_BEFORE)));
    NONAGGRESSION "nonaggression" "a promise of non-aggression",
        "1 if members promise not to use force against each other", "0/1", "ATOP (Leeds et al. 2002)", "text" flag
        => Number::Fact(Fact::Owes(Obligation::Nonaggression));
    POLYARCHY_MEAN "polyarchy_mean" "members' mean regime score",
        "mean polyarchy of the members", "polyarchy, 0 to 1", "V-Dem", "regime" level
        => fold(Fold::Mean, Group::Members, each(Field::POLYARCHY));
    IDEAL_POINT_SPREAD "ideal_point_spread" "members' spread in UN votes",
        "standard deviation of the members' UN ideal points; missing with fewer than two known", "ideal points", "Bailey, Strezhnev and Voeten 2017", "ties" level
        => fold(Fold::Deviation, Group::Members, each(Field::IDEAL_POINT));
    RELATIVE_DISTANCE "relative_distance" "distance to the others in UN votes, beside theirs",
        "distance of the UN ideal point to the mean of the other members, less the mean of those others' distances to it", "ideal points", "Bailey, Strezhnev and Voeten 2017", "ties" level
        => mean(Number::RelativeDistance(Field::IDEAL_POINT));
    PATRON_DISTANCE_GROWTH "patron_distance_growth" "drift from the patron over five years",
        "distance of the UN ideal point to the patron's less that five years before; of a treaty the mean over members", "ideal points", "Bailey, Strezhnev and Voeten 2017", "ties" level
        => mean(minus(patron_distance(Field::IDEAL_POINT), patron_distance(Field::IDEAL_POINT_5_YEARS_BEFORE)));
    RECENT_REGIME_CHANGE "recent_regime_change" "regime change over three years",
        "distance of polyarchy to that three years before; of a treaty the largest over members", "polyarchy, 0 to 1", "V-Dem; Leeds and Savun 2007 use Polity", "regime" level
        => most(distance(own(Field::POLYARCHY), own(Field::POLYARCHY_3_YEARS_BEFORE)));
    RECENT_CAPABILITY_CHANGE "recent_capability_change" "change of capability over three years",
        "size of the logarithm of capability over that three years before; of a treaty the largest over members", "ln ratio", "COW CINC; Leeds and Savun 2007", "force" level
        => most(abs(ln(over(own(Field::CINC), own(Field::CINC_3_YEARS_BEFORE)))));
    RENUNCIATION "renunciation" "a right of renunciation",
        "1 if members may renounce the treaty before its term is over", "0/1", "ATOP `renounce` (Leeds et al. 2002)", "text" flag
        => Number::Fact(Fact::Renunciation);
    LIMITED_TERM "limited_term" "an agreed term",
        "1 if the treaty was agreed for a term", "0/1", "ATOP `length` (Leeds et al. 2002)", "text" flag
        => Number::Fact(Fact::LimitedTerm);
    TERM_LEFT "term_left" "years left of the term",
        "logarithm of 1 + the years until the present term ends; 0 if none is running", "ln years", "ATOP `length` (Leeds et al. 2002)", "time" level
        => ln_one_plus(Number::Fact(Fact::TermLeft));
    TERM_DUE "term_due" "a term that ends within a year",
        "1 if a term ends within a year", "0/1", "ATOP `length` (Leeds et al. 2002)", "time" flag
        => Number::Fact(Fact::TermDue);
    FIRST_TERM_DUE "first_term_due" "a first term that ends within a year",
        "1 if the first term ends within a year", "0/1", "ATOP `length` (Leeds et al. 2002)", "time" flag
        => Number::Fact(Fact::FirstTermDue);
    TERM_OVER "term_over" "a last term that is over",
        "1 if the last term is over and the treaty goes on", "0/1", "ATOP `length` (Leeds et al. 2002)", "time" flag
        => Number::Fact(Fact::TermOver);
    CAPABILITY_UNKNOWN "capability_unknown" "capability missing",
        "1 if the share of capability is missing: the part of it that missingness itself tells", "0/1", "COW CINC (Singer 1987)", "missing" flag
        => missing(own_share());
    POLYARCHY_UNKNOWN "polyarchy_unknown" "regime score missing",
        "1 if the regime change since entry is missing", "0/1", "V-Dem", "missing" flag
        => missing(regime_change());
    IDEAL_POINT_UNKNOWN "ideal_point_unknown" "UN votes missing",
        "1 if the distance to the patron in UN votes is missing", "0/1", "Bailey, Strezhnev and Voeten 2017", "missing" flag
        => missing(mean(patron_distance(Field::IDEAL_POINT)));

    UNREST "unrest" "a call for unrest at home",
        "1 if the call is for unrest at home (against: attack by a state)", "0/1", "the atlas's register of calls", "call" flag
        => Number::Fact(Fact::Trigger(Trigger::InternalUnrest));
    SPILLOVER "spillover" "a call for a war next door",
        "1 if the call is for a war next door that comes over the border", "0/1", "the atlas's register of calls", "call" flag
        => Number::Fact(Fact::Trigger(Trigger::BorderSpillover));
    DISPUTED_TERRITORY "disputed_territory" "a call over disputed territory",
        "1 if the fighting is over territory outside the treaty's undisputed area", "0/1", "the atlas's register of calls", "call" flag
        => Number::Fact(Fact::Trigger(Trigger::DisputedTerritory));
    MEMBER_AGAINST_MEMBER "member_against_member" "a call against a member",
        "1 if the call is against another member", "0/1", "the atlas's register of calls", "call" flag
        => Number::Fact(Fact::Trigger(Trigger::MemberVsMember));
    STATE_ATTACKER "state_attacker" "a state attacks",
        "1 if the call names a state as the attacker", "0/1", "the atlas's register of calls", "call" flag
        => Number::Fact(Fact::StateAttacks);
    COVERED "covered" "a text that covers the call",
        "1 if the treaty's text on that day owes help for this trigger", "0/1", "the atlas's obligations and articles", "text" flag
        => Number::Fact(Fact::Covered);
    PATRON "patron" "the ally is the patron",
        "1 if the ally is the patron; not known where the treaty has none (docs/patron.md)", "0/1", "docs/patron.md", "members" flag
        => Number::Fact(Fact::IsPatron);
    PATRON_CALLS "patron_calls" "the patron calls",
        "1 if the member in need is the patron; not known where the treaty has none", "0/1", "docs/patron.md", "members" flag
        => Number::Fact(Fact::PatronInNeed);
    MEMBERS "members" "number of allies",
        "logarithm of the number of allies who can be asked", "ln allies", "Olson and Zeckhauser 1966", "members" level
        => ln(at_least(Number::Fact(Fact::Allies), 1.0));
    ALLIED_WITH_ATTACKER "allied_with_attacker" "an alliance with the attacker",
        "1 if the ally and an attacker are in one alliance of any kind", "0/1", "ATOP (Leeds et al. 2002)", "ties" flag
        => fold(Fold::Most, Group::Attackers, towards_each(Field::ALLIANCE));
    TRADE_WITH_ATTACKER "trade_with_attacker" "trade with the attacker",
        "root of the share of the ally's trade that is with the attackers", "root of a share, 0 to 1", "COW trade (Barbieri and Keshk 2016)", "ties" level
        => Number::RootOfShare(Box::new(fold(Fold::Sum, Group::Attackers, over(
            Number::KnownOf(Box::new(towards_each(Field::IMPORTS_FROM)), Box::new(Number::Pair(Field::IMPORTS_FROM, At::Each, At::Own))),
            plus(own(Field::IMPORTS), own(Field::EXPORTS)),
        ))));
    DISTANCE_TO_ATTACKER "distance_to_attacker" "distance to the attacker in UN votes",
        "distance of the ally's UN ideal point to the attackers' nearest", "ideal points", "Bailey, Strezhnev and Voeten 2017", "ties" level
        => fold(Fold::Least, Group::Attackers, distance(own(Field::IDEAL_POINT), each(Field::IDEAL_POINT)));
    ORGANISATIONS_WITH_ATTACKER "organisations_with_attacker" "organisations with the attacker",
        "share of the ally's organisations that an attacker is in too", "share, 0 to 1", "COW IGO (Pevehouse et al. 2020)", "ties" level
        => fold(Fold::Most, Group::Attackers, over(towards_each(Field::SHARED_IGOS), own(Field::IGOS)));
    DISTANCE_TO_NEED "distance_to_need" "distance in UN votes to the one in need",
        "distance of the ally's UN ideal point to that of the member in need", "ideal points", "Bailey, Strezhnev and Voeten 2017", "ties" level
        => fold(Fold::Least, Group::InNeed, distance(own(Field::IDEAL_POINT), each(Field::IDEAL_POINT)));
    KILOMETRES "kilometres" "distance between capitals",
        "logarithm of the distance between the capitals of the ally and the member in need", "ln km", "great circle between capitals", "ties" level
        => fold(Fold::Least, Group::InNeed, ln(at_least(towards_each(Field::CAPITAL_DISTANCE), 1.0)));
    NEIGHBOUR "neighbour" "a land border",
        "1 if the ally has a land border with the member in need", "0/1", "COW contiguity (Stinnett et al. 2002)", "ties" flag
        => fold(Fold::Most, Group::InNeed, is(towards_each(Field::CONTIGUITY), 1.0));
    USABLE_FORCE "usable_force" "usable force",
        "logarithm of the ally's military personnel that are not committed, in thousands", "ln thousand soldiers", "COW NMC `milper`; the atlas", "force" level
        => ln(usable());
    ATTACKER_FORCE "attacker_force" "the attacker's force",
        "logarithm of the attackers' military personnel over the ally's usable ones", "ln ratio", "COW NMC `milper`; the atlas", "force" level
        => Number::LnOrZero(Box::new(fold(Fold::Sum, Group::Attackers, over(at_least(each(Field::MILPER), 0.5), usable()))));
    AT_WAR "at_war" "the ally is at war",
        "1 if the ally is a first party to an armed conflict in the year before", "0/1", "UCDP/PRIO (Gleditsch et al. 2002)", "force" flag
        => Number::Positive(Box::new(plus(own(Field::UCDP_INTERSTATE), own(Field::UCDP_INTERNAL))));
    REGIME_DISTANCE "regime_distance" "regime distance to the one in need",
        "distance of the ally's polyarchy to that of the member in need", "polyarchy, 0 to 1", "V-Dem", "ties" level
        => fold(Fold::Least, Group::InNeed, distance(own(Field::POLYARCHY), each(Field::POLYARCHY)));
    ALLY_RECORD "ally_record" "the ally's record",
        "share of the calls before that the ally answered with troops, half-life of ten years", "share, 0 to 1", "the atlas's register of calls", "record" level
        => own(Field::ALLY_RECORD);

    TARGETED "targeted" "a side that was attacked",
        "1 if the side is that of the target of the dispute (MID side B)", "0/1", "Militarized Interstate Disputes (Palmer et al. 2022)", "call" flag
        => Number::Fact(Fact::Targeted);
    ORIGINATORS "originators" "number on the side",
        "logarithm of the number of originators of the side", "ln states", "Militarized Interstate Disputes (Palmer et al. 2022)", "call" level
        => ln(at_least(Number::Fact(Fact::InNeed), 1.0));
    OPPONENTS "opponents" "number on the other side",
        "logarithm of the number of originators of the other side", "ln states", "Militarized Interstate Disputes (Palmer et al. 2022)", "call" level
        => ln(at_least(Number::Fact(Fact::Attackers), 1.0));
    BORDERS_ATTACKER "borders_attacker" "a border with the opponent",
        "1 if the ally is contiguous to an opponent, by land or up to 400 miles of water", "0/1", "COW contiguity (Stinnett et al. 2002)", "ties" flag
        => borders_attacker();
    ATTACKER_KILOMETRES "attacker_kilometres" "distance between capitals to the opponent",
        "logarithm of the distance between the capitals of the ally and the nearest opponent, at least 50 km", "ln km", "great circle between capitals; Boulding 1962", "ties" level
        => attacker_kilometres();
    MAJOR_POWER "major_power" "the ally is a major power",
        "1 if the ally, or the state that would begin a dispute, is a major power", "0/1", "COW major powers", "force" flag
        => own(Field::MAJOR_POWER);
    SIDE_MAJOR "side_major" "a major power on the side",
        "1 if an originator of the side is a major power", "0/1", "COW major powers", "force" flag
        => fold(Fold::Most, Group::InNeed, each(Field::MAJOR_POWER));
    ATTACKER_MAJOR "attacker_major" "a major power on the other side",
        "1 if an opponent is a major power", "0/1", "COW major powers", "force" flag
        => attackers_major();
    CAPABILITY "capability" "own capability",
        "logarithm of the share of the capability of the system: the ally's, or that of the state that would begin a dispute", "ln share", "COW CINC (Singer 1987)", "force" level
        => capability();
    SIDE_CAPABILITY "side_capability" "the side's capability",
        "logarithm of the capability of the originators of the side", "ln share", "COW CINC (Singer 1987)", "force" level
        => ln(at_least(side_cinc(), LEAST_CINC));
    ATTACKER_CAPABILITY "attacker_capability" "the opponents' capability",
        "logarithm of the capability of the opponents", "ln share", "COW CINC (Singer 1987)", "force" level
        => ln(at_least(attackers_cinc(), LEAST_CINC));
    ATTACKER_DISSIMILARITY "attacker_dissimilarity" "distance to the opponents in UN votes",
        "distance of the ally's UN ideal point to that of the farthest opponent", "ideal points", "Bailey, Strezhnev and Voeten 2017", "ties" level
        => attacker_dissimilarity();
    POLYARCHY "polyarchy" "own regime score",
        "polyarchy of the ally, of the state that would begin a dispute, or of the state in question", "polyarchy, 0 to 1", "V-Dem", "regime" level
        => own(Field::POLYARCHY);
    ATTACKER_POLYARCHY "attacker_polyarchy" "the opponents' regime score",
        "mean polyarchy of the opponents", "polyarchy, 0 to 1", "V-Dem", "regime" level
        => attackers_polyarchy();
    REGIME_LEAD "regime_lead" "own regime score beside the opponents'",
        "polyarchy of the ally less the mean of the opponents", "polyarchy, −1 to 1", "V-Dem; Siverson and Emmons 1991", "regime" level
        => minus(own(Field::POLYARCHY), attackers_polyarchy());
    DISPUTES_WITH_ATTACKER "disputes_with_attacker" "own disputes with the opponent",
        "logarithm of 1 + the disputes of the ten years before with the ally and an opponent on opposite sides, the most over opponents", "ln disputes", "Militarized Interstate Disputes (Palmer et al. 2022)", "record" level
        => ln_one_plus(fold(Fold::Most, Group::Attackers, towards_each(Field::DISPUTES_10_YEARS)));
    JOINED_THE_SIDE "joined_the_side" "joined those in need before",
        "logarithm of 1 + the disputes of the ten years before in which the ally joined an originator of the side, summed over them", "ln disputes", "Militarized Interstate Disputes (Palmer et al. 2022)", "record" level
        => ln_one_plus(sum(Group::InNeed, towards_each(Field::JOINED_WITH_10_YEARS)));
    JOINED "joined" "joined disputes before",
        "logarithm of 1 + the disputes of the ten years before that the ally joined", "ln disputes", "Militarized Interstate Disputes (Palmer et al. 2022)", "record" level
        => ln_one_plus(own(Field::JOINED_10_YEARS));
    DISPUTES "disputes" "own disputes of late",
        "logarithm of 1 + the disputes of the five years before in which the ally was an originator", "ln disputes", "Militarized Interstate Disputes (Palmer et al. 2022)", "record" level
        => ln_one_plus(own(Field::DISPUTES_5_YEARS));
    ATTACKER_DISPUTES "attacker_disputes" "the opponents' disputes of late",
        "the same of the opponent that has most", "ln disputes", "Militarized Interstate Disputes (Palmer et al. 2022)", "record" level
        => ln_one_plus(fold(Fold::Most, Group::Attackers, each(Field::DISPUTES_5_YEARS)));
    REACH "reach" "capability × distance to the opponent",
        "(6 + logarithm of the ally's capability) × (logarithm of the kilometres to the opponent − 8): power loses strength with distance, and the great lose less", "product", "Boulding 1962; Bueno de Mesquita 1981", "force" level
        => times(capable(), far());
    MAJOR_REACH "major_reach" "major power × distance to the opponent",
        "of a major power the logarithm of the kilometres to the opponent − 8, else 0", "ln km", "Boulding 1962; Bueno de Mesquita 1981", "force" level
        => times(own(Field::MAJOR_POWER), far());
    BORDER_CAPABILITY "border_capability" "a border with the opponent × capability",
        "of an ally contiguous to an opponent 6 + the logarithm of its capability, else 0", "ln share", "Siverson and Starr 1990", "force" level
        => times(borders_attacker(), capable());
    NEAR_ATTACKER "near_attacker" "within 1,500 km of the opponent",
        "7.3 − the logarithm of the kilometres to the opponent, no less than 0", "ln km", "Boulding 1962", "ties" level
        => near();
    NEAR_CAPABILITY "near_capability" "within 1,500 km × capability",
        "the same × (6 + the logarithm of the ally's capability)", "product", "Boulding 1962; Bueno de Mesquita 1981", "force" level
        => times(near(), capable());
    SHARE_OF_TWO "share_of_two" "own capability beside the opponents'",
        "the ally's capability over its own and the opponents'", "share, 0 to 1", "COW CINC; Altfeld and Bueno de Mesquita 1979", "force" level
        => over(own(Field::CINC), plus(own(Field::CINC), attackers_cinc()));
    CONTRIBUTION "contribution" "own part in the whole contest",
        "the ally's capability over its own, the side's and the opponents'", "share, 0 to 1", "COW CINC; Altfeld and Bueno de Mesquita 1979", "force" level
        => over(own(Field::CINC), plus(own(Field::CINC), plus(side_cinc(), attackers_cinc())));
    SIDE_SHARE "side_share" "the side's odds",
        "the side's capability over its own and the opponents'", "share, 0 to 1", "COW CINC; Altfeld and Bueno de Mesquita 1979", "force" level
        => over(side_cinc(), plus(side_cinc(), attackers_cinc()));
    SHARE_AT_DISTANCE "share_at_distance" "own share × distance to the opponent",
        "the ally's share beside the opponents × (logarithm of the kilometres to them − 8)", "product", "Bueno de Mesquita 1981", "force" level
        => times(over(own(Field::CINC), plus(own(Field::CINC), attackers_cinc())), far());
    MAJOR_AGAINST_MAJOR "major_against_major" "a major power against one",
        "1 if ally and an opponent are major powers", "0/1", "COW major powers; Waltz 1979", "force" flag
        => times(own(Field::MAJOR_POWER), attackers_major());
    MAJOR_DISSIMILARITY "major_dissimilarity" "major power × distance in UN votes",
        "of a major power the distance in UN votes to the farthest opponent, else 0", "ideal points", "Altfeld and Bueno de Mesquita 1979", "ties" level
        => times(own(Field::MAJOR_POWER), attacker_dissimilarity());
    TARGET_DISTANCE "target_distance" "a target's ally × distance to the opponent",
        "of an ally of the target the logarithm of the kilometres to the opponent − 8, else 0", "ln km", "Boulding 1962", "ties" level
        => times(Number::Fact(Fact::Targeted), far());

    LAND_BORDER "land_border" "a land border of the two",
        "1 if the two states have a land border", "0/1", "COW contiguity (Stinnett et al. 2002)", "ties" flag
        => is(towards_other(Field::CONTIGUITY), 1.0);
    ACROSS_WATER "across_water" "contiguity across water",
        "1 if the two states are contiguous across up to 400 miles of water, and not by land", "0/1", "COW contiguity (Stinnett et al. 2002)", "ties" flag
        => Number::Positive(Box::new(minus(towards_other(Field::CONTIGUITY), Number::Constant(1.0))));
    KILOMETRES_BETWEEN "kilometres_between" "distance between the capitals of the two",
        "logarithm of the distance between the capitals, at least 50 km", "ln km", "great circle between capitals; Boulding 1962", "ties" level
        => ln(at_least(towards_other(Field::CAPITAL_DISTANCE), 50.0));
    TARGET_MAJOR "target_major" "the target is a major power",
        "1 if the second state is a major power", "0/1", "COW major powers", "force" flag
        => other(Field::MAJOR_POWER);
    TARGET_CAPABILITY "target_capability" "the target's capability",
        "logarithm of the second state's share of the capability of the system", "ln share", "COW CINC (Singer 1987)", "force" level
        => ln(at_least(other(Field::CINC), LEAST_CINC));
    IMBALANCE "imbalance" "imbalance of capability",
        "size of the logarithm of the first state's capability over the second's", "ln ratio", "COW CINC; Bremer 1992", "force" level
        => abs(minus(capability(), ln(at_least(other(Field::CINC), LEAST_CINC))));
    TARGET_POLYARCHY "target_polyarchy" "the target's regime score",
        "polyarchy of the second state", "polyarchy, 0 to 1", "V-Dem", "regime" level
        => other(Field::POLYARCHY);
    LEAST_POLYARCHY "least_polyarchy" "the less democratic of the two",
        "the smaller polyarchy of the two states; one alone where the other is not known", "polyarchy, 0 to 1", "V-Dem; the weak link of Dixon 1994 and Oneal and Russett 1997", "regime" level
        => Number::Least(Box::new(own(Field::POLYARCHY)), Box::new(other(Field::POLYARCHY)));
    POLYARCHY_BETWEEN "polyarchy_between" "regime distance of the two",
        "distance between the polyarchy of the two states", "polyarchy, 0 to 1", "V-Dem", "regime" level
        => distance(own(Field::POLYARCHY), other(Field::POLYARCHY));
    IDEAL_POINTS_BETWEEN "ideal_points_between" "distance of the two in UN votes",
        "distance between the UN ideal points of the two states", "ideal points", "Bailey, Strezhnev and Voeten 2017", "ties" level
        => distance(own(Field::IDEAL_POINT), other(Field::IDEAL_POINT));
    BOUND_TO_DEFEND "bound_to_defend" "a pact of defence of the two",
        "1 if the two states share a pact of defence", "0/1", "ATOP (Leeds et al. 2002)", "ties" flag
        => Number::Positive(Box::new(towards_other(Field::DEFENSE)));
    LOG_PEACE_YEARS "log_peace_years" "years of peace of the two",
        "logarithm of the calendar years since the two were last on opposite sides of a dispute, 1 of the year before, at most 41", "ln years", "Militarized Interstate Disputes (Palmer et al. 2022); Beck, Katz and Tucker 1998", "record" level
        => ln(years_since(towards_other(Field::LAST_DISPUTE), 41.0));
    DISPUTE_THE_YEAR_BEFORE "dispute_the_year_before" "a dispute of the two the year before",
        "1 if the two were on opposite sides of a dispute in the year before", "0/1", "Militarized Interstate Disputes (Palmer et al. 2022)", "record" flag
        => is(years_since(towards_other(Field::LAST_DISPUTE), 41.0), 1.0);
    BEGUN_AGAINST "begun_against" "own disputes begun against it",
        "logarithm of 1 + the disputes that the first began with the second in the ten years before", "ln disputes", "Militarized Interstate Disputes (Palmer et al. 2022)", "record" level
        => ln_one_plus(towards_other(Field::BEGUN_AGAINST));
    BEGUN_BY_TARGET "begun_by_target" "disputes that the target began with it",
        "logarithm of 1 + the disputes that the second began with the first in the ten years before", "ln disputes", "Militarized Interstate Disputes (Palmer et al. 2022)", "record" level
        => ln_one_plus(Number::Pair(Field::BEGUN_AGAINST, At::Other, At::Own));
    DISPUTES_BEGUN "disputes_begun" "disputes begun of late",
        "logarithm of 1 + the disputes that the first state began with anyone in the five years before", "ln disputes", "Militarized Interstate Disputes (Palmer et al. 2022)", "record" level
        => ln_one_plus(own(Field::DISPUTES_BEGUN));
    TARGET_SUFFERED "target_suffered" "disputes begun against the target",
        "logarithm of 1 + the disputes that anyone began with the second state in the five years before", "ln disputes", "Militarized Interstate Disputes (Palmer et al. 2022)", "record" level
        => ln_one_plus(other(Field::DISPUTES_SUFFERED));
    TARGET_BEGUN "target_begun" "disputes that the target began of late",
        "logarithm of 1 + the disputes that the second state began with anyone in the five years before", "ln disputes", "Militarized Interstate Disputes (Palmer et al. 2022)", "record" level
        => ln_one_plus(other(Field::DISPUTES_BEGUN));
    CONFLICT_AT_HOME "conflict_at_home" "armed conflict at home",
        "1 if an armed conflict within the state went on in the year before", "0/1", "UCDP/PRIO (Gleditsch et al. 2002); Gleditsch, Salehyan and Schultz 2008", "regime" flag
        => is(years_since(own(Field::LAST_CONFLICT), 61.0), 1.0);
    TARGET_CONFLICT "target_conflict" "armed conflict within the target",
        "1 if an armed conflict within the second state went on in the year before", "0/1", "UCDP/PRIO (Gleditsch et al. 2002); Gleditsch, Salehyan and Schultz 2008", "regime" flag
        => is(years_since(other(Field::LAST_CONFLICT), 61.0), 1.0);
    NEW_STATE "new_state" "a new state",
        "1 if the state has been in the system for fewer than ten years", "0/1", "COW state system; Maoz 1989", "time" flag
        => Number::Below(Box::new(Number::Age(At::Own)), 10.0);
    TARGET_NEW "target_new" "the target is a new state",
        "1 if the second state has been in the system for fewer than ten years", "0/1", "COW state system; Maoz 1989", "time" flag
        => Number::Below(Box::new(Number::Age(At::Other)), 10.0);
    COUP_THE_YEAR_BEFORE "coup_the_year_before" "a coup attempt the year before",
        "1 if a coup was attempted in the state in the year before", "0/1", "Powell and Thyne 2011", "regime" flag
        => is(years_since(own(Field::LAST_COUP), 60.0), 1.0);

    LOG_GDP_PER_HEAD "log_gdp_per_head" "income",
        "logarithm of GDP per head", "ln units of the source", "Fariss et al. 2022; Londregan and Poole 1990; Fearon and Laitin 2003", "force" level
        => ln(own(Field::GDP_PER_HEAD));
    LOG_POPULATION "log_population" "population",
        "logarithm of the population", "ln millions", "Fariss et al. 2022; Fearon and Laitin 2003", "force" level
        => ln(own(Field::POPULATION));
    POLYARCHY_SQUARED "polyarchy_squared" "own regime score, squared",
        "square of polyarchy: with polyarchy itself a peak between autocracy and democracy", "polyarchy squared, 0 to 1", "V-Dem; Hegre et al. 2001", "regime" level
        => times(own(Field::POLYARCHY), own(Field::POLYARCHY));
    LOG_YEARS_SINCE_COUP "log_years_since_coup" "years since the last coup attempt",
        "logarithm of the calendar years since a coup was last attempted, 1 of the year before, at most 60", "ln years", "Powell and Thyne 2011; Londregan and Poole 1990", "record" level
        => ln(years_since(own(Field::LAST_COUP), 60.0));
    COUPS_TEN_YEARS "coups_ten_years" "coup attempts of late",
        "logarithm of 1 + the coup attempts of the ten years before", "ln coups", "Powell and Thyne 2011", "record" level
        => ln_one_plus(own(Field::COUPS));
    LOG_YEARS_SINCE_ONSET "log_years_since_onset" "years since the last onset of armed conflict",
        "logarithm of the calendar years since an armed conflict last began within the state, 1 of the year before, at most 60", "ln years", "UCDP/PRIO (Gleditsch et al. 2002)", "record" level
        => ln(years_since(own(Field::CONFLICT_BEGAN), 60.0));
    ONSETS_TEN_YEARS "onsets_ten_years" "onsets of armed conflict of late",
        "logarithm of 1 + the armed conflicts that began within the state in the ten years before", "ln onsets", "UCDP/PRIO (Gleditsch et al. 2002)", "record" level
        => ln_one_plus(own(Field::CONFLICT_ONSETS));
    NEIGHBOUR_CONFLICT "neighbour_conflict" "armed conflict next door",
        "1 if an armed conflict within a state that is contiguous, by land or up to 12 miles of water, went on in the year before", "0/1", "UCDP/PRIO; Gleditsch 2007; Buhaug and Gleditsch 2008", "ties" flag
        => fold(Fold::Most, Group::Neighbours, is(years_since(each(Field::LAST_CONFLICT), 61.0), 1.0));
    NEIGHBOUR_COUP "neighbour_coup" "a coup attempt next door",
        "1 if a coup was attempted in the year before in a state that is contiguous, by land or up to 12 miles of water", "0/1", "Powell and Thyne 2011; Miller, Joseph and Ohl 2018", "ties" flag
        => fold(Fold::Most, Group::Neighbours, is(years_since(each(Field::LAST_COUP), 60.0), 1.0));
    SOLDIERS_PER_HEAD "soldiers_per_head" "soldiers by population",
        "logarithm of military personnel (thousands, and a half) over population (millions, and a tenth)", "ln soldiers a thousand people", "COW NMC `milper`; Fariss et al. 2022; Powell 2012", "force" level
        => ln(over(plus(own(Field::MILPER), Number::Constant(0.5)), plus(own(Field::POPULATION), Number::Constant(0.1))));
    LOG_AGE "log_age" "age of the state",
        "logarithm of 1 + the calendar years since the state came into the system", "ln years", "COW state system; Fearon and Laitin 2003", "time" level
        => ln_one_plus(Number::Age(At::Own));

    CODED_MILITARY_INSTITUTION "coded_military_institution" "peacetime military institutions",
        "1 if the alliance provides for peacetime military coordination", "0/1", "Leeds and Anac 2005", "text" flag
        => Number::Coded("military_institution");
    CODED_FORMAL "coded_formal" "a formal treaty",
        "how formal the alliance is, as coded", "as coded", "Leeds and Anac 2005", "text" level
        => Number::Coded("formal");
    CODED_CAPABILITY_CHANGE "coded_capability_change" "capability changed by a tenth",
        "1 if the state's capability changed by more than 10 % since the alliance was formed", "0/1", "Leeds and Anac 2005", "force" flag
        => Number::Coded("capability_change");
    CODED_INSTITUTIONS_CHANGE "coded_institutions_change" "institutions changed",
        "1 if the state's domestic institutions changed since the alliance was formed", "0/1", "Leeds and Anac 2005", "regime" flag
        => Number::Coded("institutions_change");
    CODED_ORIGINAL_TARGET "coded_original_target" "the war is with the original target",
        "1 if the war is with the state against which the alliance was formed", "0/1", "Leeds and Anac 2005", "call" flag
        => Number::Coded("original_target");
    CODED_ALL_CAPABILITY_CHANGE "coded_all_capability_change" "capability of any ally changed",
        "1 if the capability of any member changed by more than 10 %", "0/1", "Leeds and Anac 2005", "force" flag
        => Number::Coded("all_capability_change");
    CODED_CAPABILITY_CHANGE_20 "coded_capability_change_20" "capability changed by a fifth",
        "1 if the state's capability changed by more than 20 %", "0/1", "Leeds and Anac 2005", "force" flag
        => Number::Coded("capability_change_20");
    CODED_REGIME_CHANGE "coded_regime_change" "the regime changed",
        "1 if the state's regime changed, as coded", "0/1", "Leeds and Anac 2005", "regime" flag
        => Number::Coded("regime_change");
    CODED_WARTIME "coded_wartime" "an alliance of wartime",
        "1 if the alliance was formed during the war", "0/1", "Leeds and Anac 2005", "text" flag
        => Number::Coded("wartime");
    CODED_ACTIVE "coded_active" "an active obligation",
        "1 if the obligation is one of active support", "0/1", "Leeds and Anac 2005", "text" flag
        => Number::Coded("active");
    CODED_BILATERAL "coded_bilateral" "an alliance of two",
        "1 if the alliance has two members", "0/1", "Leeds and Anac 2005", "members" flag
        => Number::Coded("bilateral");

    CONSULTATION "consultation" "a duty to consult",
        "1 if members promise to consult", "0/1", "ATOP (Leeds et al. 2002)", "text" flag
        => Number::Fact(Fact::Owes(Obligation::Consultation));
    OPEN_TO_NEW_MEMBERS "open_to_new_members" "open to new members",
        "1 if the text lets further states become members", "0/1", "ATOP `futmem` (Leeds et al. 2002)", "text" flag
        => Number::Treaty(Field::OPEN_TO_NEW);
    LOG_TREATY_AGE "log_treaty_age" "age of the treaty",
        "logarithm of 1 + the years since the treaty opened", "ln years", "ATOP (Leeds et al. 2002)", "time" level
        => ln_one_plus(Number::Fact(Fact::TreatyAge));
    ENTRIES_LAST_YEAR "entries_last_year" "entries of the last year",
        "logarithm of 1 + the states that joined the treaty in the year before", "ln entries", "ATOP (Leeds et al. 2002)", "members" flag
        => ln_one_plus(Number::Treaty(Field::ENTRIES_1_YEAR));
    ENTRIES_FIVE_YEARS "entries_five_years" "entries of five years",
        "logarithm of 1 + the states that joined the treaty in the five years before", "ln entries", "ATOP (Leeds et al. 2002)", "members" flag
        => ln_one_plus(Number::Treaty(Field::ENTRIES_5_YEARS));
    LOG_CANDIDATES "log_candidates" "states that may join",
        "logarithm of the number of states eligible to join the treaty", "ln states", "the rule of *join*; ATOP and COW contiguity", "members" level
        => ln(at_least(Number::Treaty(Field::CANDIDATES), 1.0));
    NEW_CANDIDATES "new_candidates" "new states that may join",
        "logarithm of 1 + the eligible states that have been in the system for at most three years", "ln states", "COW state system; the rule of *join*", "members" level
        => ln_one_plus(Number::Treaty(Field::NEW_CANDIDATES));
    BORDERS_MEMBER "borders_member" "contiguous to a member",
        "1 if the state is contiguous to a member, by land or up to 400 miles of water", "0/1", "COW contiguity (Stinnett et al. 2002)", "ties" flag
        => fold(Fold::Most, Group::Members, Number::Positive(Box::new(towards_each(Field::CONTIGUITY))));
    BORDER_SHARE "border_share" "share of members contiguous to it",
        "share of the members to which the state is contiguous", "share, 0 to 1", "COW contiguity (Stinnett et al. 2002)", "ties" level
        => share_of_members(Field::CONTIGUITY);
    REGION_SHARE "region_share" "share of members of its region",
        "share of the members that are of the state's region, by COW numbers", "share, 0 to 1", "COW state system", "ties" level
        => fold(Fold::Mean, Group::Members, Number::SameRegion(At::Own, At::Each));
    ALLIED_SHARE "allied_share" "share of members allied with it",
        "share of the members with which the state shares another treaty", "share, 0 to 1", "ATOP (Leeds et al. 2002)", "ties" level
        => share_of_members(Field::ALLIED);
    DEFENDED_SHARE "defended_share" "share of members bound to defend it",
        "share of the members with which the state shares a pact of defence", "share, 0 to 1", "ATOP (Leeds et al. 2002)", "ties" level
        => share_of_members(Field::DEFENSE);
    MEMBER_KILOMETRES "member_kilometres" "distance to the nearest member",
        "logarithm of the distance of the state's capital to the nearest of the members, at least 50 km", "ln km", "great circle between capitals", "ties" level
        => fold(Fold::Least, Group::Members, ln(at_least(towards_each(Field::CAPITAL_DISTANCE), 50.0)));
    IDEAL_POINT_FROM_MEMBERS "ideal_point_from_members" "distance to the members in UN votes",
        "distance of the state's UN ideal point to the mean of the members", "ideal points", "Bailey, Strezhnev and Voeten 2017", "ties" level
        => distance(own(Field::IDEAL_POINT), fold(Fold::Mean, Group::Members, each(Field::IDEAL_POINT)));
    POLYARCHY_ABOVE_MEMBERS "polyarchy_above_members" "regime score above the members'",
        "the state's polyarchy less the mean of the members", "polyarchy, −1 to 1", "V-Dem; Lai and Reiter 2000", "regime" level
        => minus(own(Field::POLYARCHY), fold(Fold::Mean, Group::Members, each(Field::POLYARCHY)));
    WAS_MEMBER "was_member" "a former member",
        "1 if the state was a member of the treaty before", "0/1", "ATOP (Leeds et al. 2002)", "record" flag
        => Number::Fact(Fact::WasMember);

    SAME_REGION "same_region" "one region",
        "1 if the two states are of one region, by COW numbers", "0/1", "COW state system", "ties" flag
        => Number::SameRegion(At::Own, At::Other);
    EITHER_MAJOR "either_major" "a major power among the two",
        "1 if one of the two states is a major power", "0/1", "COW major powers", "force" flag
        => Number::Positive(Box::new(plus(own(Field::MAJOR_POWER), other(Field::MAJOR_POWER))));
    LARGER_CAPABILITY "larger_capability" "capability of the larger",
        "logarithm of the larger of the two shares of the capability of the system", "ln share", "COW CINC (Singer 1987)", "force" level
        => larger(capability(), ln(at_least(other(Field::CINC), LEAST_CINC)));
    SMALLER_CAPABILITY "smaller_capability" "capability of the smaller",
        "logarithm of the smaller of the two shares of the capability of the system", "ln share", "COW CINC (Singer 1987)", "force" level
        => Number::Least(Box::new(capability()), Box::new(ln(at_least(other(Field::CINC), LEAST_CINC))));
    LARGER_POLYARCHY "larger_polyarchy" "the more democratic of the two",
        "the larger polyarchy of the two states", "polyarchy, 0 to 1", "V-Dem; Lai and Reiter 2000", "regime" level
        => larger(own(Field::POLYARCHY), other(Field::POLYARCHY));
    ALREADY_ALLIED "already_allied" "a treaty of the two",
        "1 if the two states share a treaty", "0/1", "ATOP (Leeds et al. 2002)", "ties" flag
        => Number::Positive(Box::new(towards_other(Field::ALLIED)));
    SHARED_ALLIES "shared_allies" "allies in common",
        "logarithm of 1 + the states with which both share a treaty", "ln states", "ATOP (Leeds et al. 2002); Cranmer, Desmarais and Menninga 2012", "ties" level
        => ln_one_plus(Number::Shared(Field::ALLIED));
    SHARED_DEFENDERS "shared_defenders" "partners in defence in common",
        "logarithm of 1 + the states with which both share a pact of defence", "ln states", "ATOP (Leeds et al. 2002); Cranmer, Desmarais and Menninga 2012", "ties" level
        => ln_one_plus(Number::Shared(Field::DEFENSE));
    DISPUTE_FIVE_YEARS "dispute_five_years" "a dispute of five years",
        "1 if the two states were on opposite sides of a dispute in the five years before", "0/1", "Militarized Interstate Disputes (Palmer et al. 2022)", "record" flag
        => Number::Below(Box::new(years_since(towards_other(Field::LAST_DISPUTE), 41.0)), 6.0);
    NEW_STATES "new_states" "new states among the two",
        "how many of the two states have been in the system for at most five years", "states, 0 to 2", "COW state system", "time" flag
        => plus(is_new(At::Own), is_new(At::Other));
    PACTS_BETWEEN "pacts_between" "pacts of the two of late",
        "logarithm of 1 + the bilateral pacts that the two made in the ten years before", "ln pacts", "ATOP (Leeds et al. 2002)", "record" flag
        => ln_one_plus(towards_other(Field::PACTS_WITH));
    PACT_ACTIVITY "pact_activity" "pacts of each",
        "sum over the two states of the logarithm of 1 + the bilateral pacts of the ten years before", "ln pacts", "ATOP (Leeds et al. 2002); Kinne 2018", "record" level
        => plus(ln_one_plus(own(Field::PACTS_10_YEARS)), ln_one_plus(other(Field::PACTS_10_YEARS)));
    RECENT_PACT_ACTIVITY "recent_pact_activity" "recent pacts of the more active",
        "logarithm of 1 + the bilateral pacts of the three years before, of the one with more", "ln pacts", "ATOP (Leeds et al. 2002)", "record" level
        => larger(ln_one_plus(own(Field::RECENT_PACTS)), ln_one_plus(other(Field::RECENT_PACTS)));
    SHARED_PARTNERS "shared_partners" "pact partners in common",
        "logarithm of 1 + the states with which both made a bilateral pact in the ten years before", "ln states", "ATOP (Leeds et al. 2002); Kinne 2018", "ties" flag
        => ln_one_plus(Number::Shared(Field::PACTS_WITH));
    AGREEMENTS_BETWEEN "agreements_between" "agreements of the two of late",
        "logarithm of 1 + the agreements on defence cooperation that the two signed in the ten years before", "ln agreements", "Defense Cooperation Agreements (Kinne 2020)", "record" flag
        => ln_one_plus(towards_other(Field::AGREEMENTS_WITH));
    AGREEMENT_ACTIVITY "agreement_activity" "agreements of each",
        "sum over the two states of the logarithm of 1 + the agreements on defence cooperation of the ten years before", "ln agreements", "Defense Cooperation Agreements (Kinne 2020); Kinne 2018", "record" level
        => plus(ln_one_plus(own(Field::AGREEMENTS_10_YEARS)), ln_one_plus(other(Field::AGREEMENTS_10_YEARS)));
    RECENT_AGREEMENT_ACTIVITY "recent_agreement_activity" "recent agreements of the more active",
        "logarithm of 1 + the agreements on defence cooperation of the three years before, of the one with more", "ln agreements", "Defense Cooperation Agreements (Kinne 2020)", "record" level
        => larger(ln_one_plus(own(Field::AGREEMENTS_3_YEARS)), ln_one_plus(other(Field::AGREEMENTS_3_YEARS)));
    SHARED_COOPERATION "shared_cooperation" "partners in cooperation in common",
        "logarithm of 1 + the states with which both signed an agreement on defence cooperation in the ten years before", "ln states", "Defense Cooperation Agreements (Kinne 2020); Kinne 2018", "ties" level
        => ln_one_plus(Number::Shared(Field::AGREEMENTS_WITH));
}

impl Effect {
    /// What the catalogue says of it.
    pub fn entry(self) -> &'static Entry {
        &CATALOGUE[usize::from(self.0)]
    }

    /// The name in files.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// What it means, in a few words for people.
    pub fn words(self) -> &'static str {
        self.entry().words
    }

    /// Whether its values are few and small ([`Entry::is_flag`]).
    pub fn is_flag(self) -> bool {
        self.entry().is_flag
    }

    /// Between which values a first difference moves it: a flag from 0 to 1, another from its centre to one standard deviation above it.
    pub fn contrast(self, centre: f64, scale: f64) -> (f64, f64) {
        if self.is_flag() { (0.0, 1.0) } else { (centre, centre + scale) }
    }

    /// The value for one option; `None` if missing.
    pub fn value(self, view: &View<'_>) -> Option<f64> {
        self.entry().number.value(view)
    }
}

impl std::str::FromStr for Effect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|effect| effect.name() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::name);
            match foedera_diagnostic::nearest(text, known) {
                Some(name) => format!("`{text}` is not an effect; did you mean `{name}`?"),
                None => format!("`{text}` is not an effect; known: {}", known.join(", ")),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_effect_stands_once_and_says_what_it_is() {
        for (place, effect) in Effect::ALL.into_iter().enumerate() {
            let entry = effect.entry();
            assert!(Effect::ALL[..place].iter().all(|other| other.name() != entry.name), "{}", entry.name);
            assert_eq!(entry.name.parse::<Effect>(), Ok(effect));
            assert!(!entry.definition.is_empty() && !entry.unit.is_empty(), "{}", entry.name);
            assert!(!effect.processes().is_empty() || effect == Effect::POLYARCHY_DISTANCE, "{}", entry.name);
        }
    }

    #[test]
    fn the_formula_is_the_text_of_what_is_computed() {
        let formula = |effect: Effect| effect.entry().number.to_string();
        assert_eq!(formula(Effect::PATRON_DISTANCE), "mean[own](|ideal_point@own − ideal_point@patron|)");
        assert_eq!(formula(Effect::NEIGHBOUR), "most[in need]([contiguity@own→each = 1])");
        assert_eq!(
            formula(Effect::ATTACKER_FORCE),
            "ln(sum[attackers](max(milper@each, 0.5) / max(usable_force@own, 0.5))), 0 of 0"
        );
    }

    #[test]
    fn an_effect_tells_which_fields_it_reads() {
        let reads = |effect: Effect| effect.entry().number.reads();
        assert_eq!(reads(Effect::RECENT_EXITS), [Field::RECENT_EXITS]);
        assert_eq!(reads(Effect::TRADE_WITH_ATTACKER), [Field::IMPORTS_FROM, Field::IMPORTS, Field::EXPORTS]);
        assert!(reads(Effect::COVERED).is_empty());
    }
}
