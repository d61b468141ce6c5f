//! A state by what people call it beyond the names that the atlas lists: ISO's two letters, words in another order
//! (`Moldova, Republic of`), words cut short (`Dem. Rep. Congo`), formal names (`Kingdom of Norway`); and whom a slip may mean.

use std::collections::BTreeSet;

use foedera_diagnostic::edit_distance;
use foedera_world::{Day, Roster, StateId, folded_name};

/// Words that say what form a state has, not which it is.
const FORMS: [&str; 29] = [
    "republic",
    "kingdom",
    "democratic",
    "peoples",
    "socialist",
    "federal",
    "federative",
    "federated",
    "federation",
    "islamic",
    "union",
    "state",
    "states",
    "commonwealth",
    "principality",
    "grand",
    "duchy",
    "sultanate",
    "emirate",
    "empire",
    "hashemite",
    "bolivarian",
    "plurinational",
    "oriental",
    "cooperative",
    "independent",
    "soviet",
    "confederation",
    "sovereign",
];

/// Words as they are cut short.
const CUT: [(&str, &[&str]); 19] = [
    ("rep", &["republic"]),
    ("dem", &["democratic"]),
    ("fed", &["federal"]),
    ("soc", &["socialist"]),
    ("isl", &["islamic"]),
    ("ppls", &["peoples"]),
    ("dr", &["democratic", "republic"]),
    ("dpr", &["democratic", "peoples", "republic"]),
    ("pdr", &["democratic", "peoples", "republic"]),
    ("pr", &["peoples", "republic"]),
    ("fr", &["federal", "republic"]),
    ("st", &["saint"]),
    ("is", &["islands"]),
    ("n", &["north"]),
    ("s", &["south"]),
    ("e", &["east"]),
    ("w", &["west"]),
    ("co", &[]),
    ("operative", &["cooperative"]),
];

/// Words that part names and mean nothing.
const BETWEEN: [&str; 8] = ["of", "and", "the", "de", "la", "du", "d", "al"];

/// Whom a name means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// One state.
    One(StateId),
    /// Several: the name does not tell which.
    Several(Vec<StateId>),
    /// None; names that it may be a slip of, all equally near, of one state each.
    Nobody(Vec<String>),
}

/// Whom a name means that is no id, number or listed name.
pub(super) fn meant(roster: &Roster, text: &str, day: Day) -> Meant {
    if let Some(state) = iso2(text).and_then(|key| roster.find_state(key)) {
        return Meant::One(state);
    }
    let typed = words(text);
    if typed.is_empty() {
        return Meant::Nobody(Vec::new());
    }
    let by_words = named(roster, |name| words(name) == typed);
    let then: Vec<StateId> = by_words.iter().copied().filter(|state| roster.exists(*state, day)).collect();
    match if then.is_empty() { &by_words } else { &then }[..] {
        [one] => return Meant::One(one),
        [] => {}
        ref several => return Meant::Several(several.to_vec()),
    }
    // A form that no listed name has may be what tells two states apart (Democratic Yemen), so the day does not decide here.
    let own = core(&typed);
    let mut alike = named(roster, |name| !own.is_empty() && core(&words(name)) == own);
    alike.extend(roster.sharing(&own.join(" "), day));
    alike.sort_unstable();
    alike.dedup();
    match alike.as_slice() {
        [one] => Meant::One(*one),
        [] => Meant::Nobody(slips(roster, &own)),
        several => Meant::Several(several.to_vec()),
    }
}

/// The states that have a name of which this holds.
fn named(roster: &Roster, holds: impl Fn(&str) -> bool) -> Vec<StateId> {
    let of = |state: &foedera_world::State| std::iter::once(&state.name).chain(&state.also).any(|name| holds(name));
    roster.states().filter(|(_, state)| of(state)).map(|(id, _)| id).collect()
}

/// The words of a name in alphabetical order, cut ones in full.
fn words(name: &str) -> Vec<String> {
    // The mark after a French article parts words; that of `People's` does not.
    let folded = folded_name(&name.replace("d'", "d ").replace("D'", "D "));
    let mut words: Vec<String> = Vec::new();
    for word in folded.split(' ').filter(|word| !word.is_empty() && !BETWEEN.contains(word)) {
        match CUT.iter().find(|(short, _)| *short == word) {
            Some((_, full)) => words.extend(full.iter().map(|word| (*word).to_owned())),
            None => words.push(word.to_owned()),
        }
    }
    words.sort_unstable();
    words
}

/// The words that say which state it is.
fn core(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).filter(|word| !FORMS.contains(word)).collect()
}

/// The fewest letters of a name for which others are suggested: of fewer, nearly every abbreviation is one slip from another state's.
const SUGGESTED_FROM: usize = 4;
/// From so many letters on two slips are looked for.
const TWO_SLIPS_FROM: usize = 8;

/// The names at the smallest distance, one a state. Only the words that say which state it is are compared: `Republic of` makes no
/// two states alike.
fn slips(roster: &Roster, own: &[&str]) -> Vec<String> {
    // A slip in the form itself (`Repulic`) is none in the name.
    let a_form = |word: &str| FORMS.iter().any(|form| form.len() >= TWO_SLIPS_FROM && edit_distance(word, form) <= 1);
    let own = own.iter().copied().filter(|word| !a_form(word)).collect::<Vec<_>>().join(" ");
    let letters = own.chars().filter(|letter| letter.is_alphabetic()).count();
    if letters < SUGGESTED_FROM || own.len() > 64 {
        return Vec::new();
    }
    let limit = if letters < TWO_SLIPS_FROM { 1 } else { 2 };
    let mut near: Vec<(usize, StateId, &str)> = Vec::new();
    for (id, state) in roster.states() {
        let names =
            std::iter::once(&state.name).chain(&state.also).filter(|name| name.chars().count() >= SUGGESTED_FROM);
        let distances = names.map(|name| (edit_distance(&own, &core(&words(name)).join(" ")), id, name.as_str()));
        near.extend(distances.filter(|(distance, ..)| *distance <= limit).min_by_key(|(distance, ..)| *distance));
    }
    let least = near.iter().map(|(distance, ..)| *distance).min();
    let nearest: BTreeSet<&str> =
        near.iter().filter(|(distance, ..)| Some(*distance) == least).map(|(_, _, name)| *name).collect();
    nearest.into_iter().map(str::to_owned).collect()
}

/// The key of the state with this code of two letters of ISO 3166-1, and of the withdrawn ones that meant one state.
fn iso2(text: &str) -> Option<&'static str> {
    let code = text.to_ascii_uppercase();
    let place = ISO2.iter().position(|(two, _)| *two == code)?;
    Some(ISO2[place].1)
}

/// ISO 3166-1: two letters and the key of the state; DD, SU and YD are withdrawn.
#[rustfmt::skip]
const ISO2: [(&str, &str); 198] = [
    ("AF", "AFG"), ("AL", "ALB"), ("DZ", "DZA"), ("AD", "AND"), ("AO", "AGO"), ("AG", "ATG"), ("AR", "ARG"),
    ("AM", "ARM"), ("AU", "AUS"), ("AT", "AUT"), ("AZ", "AZE"), ("BS", "BHS"), ("BH", "BHR"), ("BD", "BGD"),
    ("BB", "BRB"), ("BY", "BLR"), ("BE", "BEL"), ("BZ", "BLZ"), ("BJ", "BEN"), ("BT", "BTN"), ("BO", "BOL"),
    ("BA", "BIH"), ("BW", "BWA"), ("BR", "BRA"), ("BN", "BRN"), ("BG", "BGR"), ("BF", "BFA"), ("BI", "BDI"),
    ("CV", "CPV"), ("KH", "KHM"), ("CM", "CMR"), ("CA", "CAN"), ("CF", "CAF"), ("TD", "TCD"), ("CL", "CHL"),
    ("CN", "CHN"), ("CO", "COL"), ("KM", "COM"), ("CG", "COG"), ("CD", "COD"), ("CR", "CRI"), ("CI", "CIV"),
    ("HR", "HRV"), ("CU", "CUB"), ("CY", "CYP"), ("CZ", "CZE"), ("DK", "DNK"), ("DJ", "DJI"), ("DM", "DMA"),
    ("DO", "DOM"), ("EC", "ECU"), ("EG", "EGY"), ("SV", "SLV"), ("GQ", "GNQ"), ("ER", "ERI"), ("EE", "EST"),
    ("SZ", "SWZ"), ("ET", "ETH"), ("FJ", "FJI"), ("FI", "FIN"), ("FR", "FRA"), ("GA", "GAB"), ("GM", "GMB"),
    ("GE", "GEO"), ("DE", "DEU"), ("GH", "GHA"), ("GR", "GRC"), ("GD", "GRD"), ("GT", "GTM"), ("GN", "GIN"),
    ("GW", "GNB"), ("GY", "GUY"), ("HT", "HTI"), ("HN", "HND"), ("HU", "HUN"), ("IS", "ISL"), ("IN", "IND"),
    ("ID", "IDN"), ("IR", "IRN"), ("IQ", "IRQ"), ("IE", "IRL"), ("IL", "ISR"), ("IT", "ITA"), ("JM", "JAM"),
    ("JP", "JPN"), ("JO", "JOR"), ("KZ", "KAZ"), ("KE", "KEN"), ("KI", "KIR"), ("KP", "PRK"), ("KR", "KOR"),
    ("KW", "KWT"), ("KG", "KGZ"), ("LA", "LAO"), ("LV", "LVA"), ("LB", "LBN"), ("LS", "LSO"), ("LR", "LBR"),
    ("LY", "LBY"), ("LI", "LIE"), ("LT", "LTU"), ("LU", "LUX"), ("MG", "MDG"), ("MW", "MWI"), ("MY", "MYS"),
    ("MV", "MDV"), ("ML", "MLI"), ("MT", "MLT"), ("MH", "MHL"), ("MR", "MRT"), ("MU", "MUS"), ("MX", "MEX"),
    ("FM", "FSM"), ("MD", "MDA"), ("MC", "MCO"), ("MN", "MNG"), ("ME", "MNE"), ("MA", "MAR"), ("MZ", "MOZ"),
    ("MM", "MMR"), ("NA", "NAM"), ("NR", "NRU"), ("NP", "NPL"), ("NL", "NLD"), ("NZ", "NZL"), ("NI", "NIC"),
    ("NE", "NER"), ("NG", "NGA"), ("MK", "MKD"), ("NO", "NOR"), ("OM", "OMN"), ("PK", "PAK"), ("PW", "PLW"),
    ("PA", "PAN"), ("PG", "PNG"), ("PY", "PRY"), ("PE", "PER"), ("PH", "PHL"), ("PL", "POL"), ("PT", "PRT"),
    ("QA", "QAT"), ("RO", "ROU"), ("RU", "RUS"), ("RW", "RWA"), ("KN", "KNA"), ("LC", "LCA"), ("VC", "VCT"),
    ("WS", "WSM"), ("SM", "SMR"), ("ST", "STP"), ("SA", "SAU"), ("SN", "SEN"), ("RS", "SRB"), ("SC", "SYC"),
    ("SL", "SLE"), ("SG", "SGP"), ("SK", "SVK"), ("SI", "SVN"), ("SB", "SLB"), ("SO", "SOM"), ("ZA", "ZAF"),
    ("SS", "SSD"), ("ES", "ESP"), ("LK", "LKA"), ("SD", "SDN"), ("SR", "SUR"), ("SE", "SWE"), ("CH", "CHE"),
    ("SY", "SYR"), ("TW", "TWN"), ("TJ", "TJK"), ("TZ", "TZA"), ("TH", "THA"), ("TL", "TLS"), ("TG", "TGO"),
    ("TO", "TON"), ("TT", "TTO"), ("TN", "TUN"), ("TR", "TUR"), ("TM", "TKM"), ("TV", "TUV"), ("UG", "UGA"),
    ("UA", "UKR"), ("AE", "ARE"), ("GB", "GBR"), ("US", "USA"), ("UY", "URY"), ("UZ", "UZB"), ("VU", "VUT"),
    ("VE", "VEN"), ("VN", "VNM"), ("YE", "YEM"), ("ZM", "ZMB"), ("ZW", "ZWE"), ("XK", "XKX"), ("DD", "DDR"),
    ("SU", "RUS"), ("YD", "YMD"),
];

#[cfg(test)]
mod tests {
    use foedera_atlas::Atlas;

    use super::super::lookup;
    use super::*;

    fn key(atlas: &Atlas, text: &str, day: Day) -> Result<String, String> {
        let found = lookup::state(atlas.roster(), text, day);
        found.map(|id| atlas.roster().state(id).key.clone()).map_err(|problems| format!("{problems:?}"))
    }

    /// Forms that people type, on 1 January 2022.
    const TODAY: &str = "UK=GBR; U.K.=GBR; GB=GBR; Great Britain=GBR; Britain=GBR; UKG=GBR; US=USA; USA=USA; U.S.=USA; u.s.a.=USA; \
        America=USA; United States=USA; UAE=ARE; AE=ARE; United Arab Emirates=ARE; DPRK=PRK; D.P.R.K.=PRK; North Korea=PRK; \
        N. Korea=PRK; Korea, North=PRK; Korea (North)=PRK; Korea, Dem. People's Rep.=PRK; Korea, Dem. People's Rep. of=PRK; \
        Korea, Democratic People's Republic of=PRK; Democratic People's Republic of Korea=PRK; ROK=KOR; South Korea=KOR; \
        Korea, South=KOR; Korea, Rep.=KOR; Korea, Republic of=KOR; Republic of Korea=KOR; S. Korea=KOR; Korea (South)=KOR; \
        Republic of Moldova=MDA; moldova, republic of=MDA; Moldova (Republic of)=MDA; Moldova, Rep.=MDA; MLD=MDA; MD=MDA; \
        West Germany=DEU; Germany, West=DEU; W. Germany=DEU; FRG=DEU; GFR=DEU; GMY=DEU; Germany, Federal Republic of=DEU; \
        German Federal Republic=DEU; East Germany=DDR; E. Germany=DDR; GDR=DDR; German Democratic Republic=DDR; \
        Germany, East=DDR; FRN=FRA; RUM=ROU; Rumania=ROU; Roumania=ROU; ROM=ROU; French Republic=FRA; Kingdom of Norway=NOR; \
        Norway, Kingdom of=NOR; Kingdom of Denmark=DNK; Kingdom of Sweden=SWE; Kingdom of Spain=ESP; Kingdom of Belgium=BEL; \
        Kingdom of the Netherlands=NLD; Netherlands, The=NLD; The Netherlands=NLD; Holland=NLD; Hellenic Republic=GRC; \
        Swiss Confederation=CHE; Portuguese Republic=PRT; Italian Republic=ITA; Republic of Austria=AUT; \
        Republic of Poland=POL; Poland, Republic of=POL; Republic of Finland=FIN; Republic of Bulgaria=BGR; \
        Republic of Lithuania=LTU; Republic of Latvia=LVA; Republic of Estonia=EST; Slovak Republic=SVK; \
        Czech Republic=CZE; Czechia=CZE; Republic of Slovenia=SVN; Republic of Croatia=HRV; Republic of Serbia=SRB; \
        Bosnia=BIH; Bosnia & Herzegovina=BIH; Bosnia-Herzegovina=BIH; Herzegovina and Bosnia=BIH; Macedonia=MKD; \
        FYROM=MKD; N. Macedonia=MKD; Republic of North Macedonia=MKD; Macedonia, North=MKD; Republic of Albania=ALB; \
        Republic of Kosovo=XKX; Russian Federation=RUS; USSR=RUS; Soviet Union=RUS; Belarus, Republic of=BLR; \
        Byelorussia=BLR; The Ukraine=UKR; Republic of Armenia=ARM; Armenia, Rep. of=ARM; Republic of Georgia=GEO; \
        Kirghizia=KGZ; Kyrgyz Republic=KGZ; Kazakhstan, Republic of=KAZ; Turkiye=TUR; T\u{fc}rkiye=TUR; \
        Republic of T\u{fc}rkiye=TUR; Republic of Turkey=TUR; Islamic Republic of Iran=IRN; Iran, Islamic Republic of=IRN; \
        Iran (Islamic Republic of)=IRN; Iran, Islamic Rep.=IRN; Persia=IRN; Republic of Iraq=IRQ; Syrian Arab Republic=SYR; \
        Hashemite Kingdom of Jordan=JOR; State of Israel=ISR; State of Kuwait=KWT; State of Qatar=QAT; \
        Kingdom of Bahrain=BHR; Sultanate of Oman=OMN; KSA=SAU; Saudi Arabia, Kingdom of=SAU; Republic of Yemen=YEM; \
        Egypt, Arab Rep.=EGY; Egypt, Arab Republic of=EGY; Arab Republic of Egypt=EGY; Libyan Arab Jamahiriya=LBY; \
        State of Libya=LBY; People's Democratic Republic of Algeria=DZA; Kingdom of Morocco=MAR; Tunisian Republic=TUN; \
        Republic of the Sudan=SDN; Republic of South Sudan=SSD; S. Sudan=SSD; Federal Democratic Republic of Ethiopia=ETH; \
        State of Eritrea=ERI; Abyssinia=ETH; Federal Republic of Somalia=SOM; Somalia, Fed. Rep.=SOM; \
        Republic of Djibouti=DJI; Republic of Kenya=KEN; United Republic of Tanzania=TZA; Tanzania, United Republic of=TZA; \
        Tanganyika=TZA; Republic of Uganda=UGA; Republic of Rwanda=RWA; Republic of Burundi=BDI; DRC=COD; DR Congo=COD; \
        Congo, DR=COD; Congo, Dem. Rep.=COD; Congo, Democratic Republic of the=COD; Democratic Republic of the Congo=COD; \
        Congo (Kinshasa)=COD; Congo-Kinshasa=COD; Zaire=COD; Congo, Rep.=COG; Congo, Republic of the=COG; \
        Republic of the Congo=COG; Congo-Brazzaville=COG; Congo (Brazzaville)=COG; Gabonese Republic=GAB; \
        C\u{f4}te d'Ivoire=CIV; Cote d Ivoire=CIV; Ivory Coast=CIV; Republic of C\u{f4}te d'Ivoire=CIV; Gambia, The=GMB; \
        The Gambia=GMB; Islamic Republic of the Gambia=GMB; Federal Republic of Nigeria=NGA; Republic of Niger=NER; \
        Republic of Guinea=GIN; Guinea Bissau=GNB; Republic of Guinea-Bissau=GNB; Eq. Guinea=GNQ; \
        Republic of Equatorial Guinea=GNQ; Upper Volta=BFA; Dahomey=BEN; Cabo Verde=CPV; Cape Verde=CPV; Sao Tome=STP; \
        S\u{e3}o Tom\u{e9} and Pr\u{ed}ncipe=STP; Central African Rep.=CAF; CAR=CAF; Republic of South Africa=ZAF; \
        Union of South Africa=ZAF; Kingdom of Lesotho=LSO; Kingdom of Eswatini=SWZ; Swaziland=SWZ; Rhodesia=ZWE; \
        Northern Rhodesia=ZMB; Nyasaland=MWI; Republic of Madagascar=MDG; Union of the Comoros=COM; Burma=MMR; \
        Republic of the Union of Myanmar=MMR; Union of Myanmar=MMR; Siam=THA; Kingdom of Thailand=THA; Lao PDR=LAO; \
        Lao People's Democratic Republic=LAO; Viet Nam=VNM; Socialist Republic of Vietnam=VNM; \
        Vietnam, Socialist Republic of=VNM; Kampuchea=KHM; Kingdom of Cambodia=KHM; Brunei Darussalam=BRN; \
        Republic of the Philippines=PHL; The Philippines=PHL; Republic of Indonesia=IDN; Republic of Singapore=SGP; \
        East Timor=TLS; Timor-Leste=TLS; Democratic Republic of Timor-Leste=TLS; PRC=CHN; People's Republic of China=CHN; \
        China, People's Republic of=CHN; China, P.R.=CHN; Republic of China=TWN; ROC=TWN; Chinese Taipei=TWN; \
        Empire of Japan=JPN; State of Japan=JPN; Republic of India=IND; Islamic Republic of Pakistan=PAK; \
        Islamic Republic of Afghanistan=AFG; Islamic Emirate of Afghanistan=AFG; \
        Democratic Socialist Republic of Sri Lanka=LKA; Ceylon=LKA; Kingdom of Bhutan=BTN; \
        Federal Democratic Republic of Nepal=NPL; People's Republic of Bangladesh=BGD; Republic of Maldives=MDV; \
        Commonwealth of Australia=AUS; Independent State of Papua New Guinea=PNG; Independent State of Samoa=WSM; \
        Western Samoa=WSM; Federated States of Micronesia=FSM; Micronesia, Fed. Sts.=FSM; Micronesia (Federated States of)=FSM; \
        Republic of the Marshall Islands=MHL; Marshall Is.=MHL; Solomon Is.=SLB; Republic of Fiji=FJI; Kingdom of Tonga=TON; \
        Republic of Palau=PLW; United Mexican States=MEX; Republic of Cuba=CUB; Dominican Rep.=DOM; Commonwealth of Dominica=DMA; \
        Bahamas, The=BHS; The Bahamas=BHS; Commonwealth of the Bahamas=BHS; St. Lucia=LCA; St Lucia=LCA; St. Kitts and Nevis=KNA; \
        St. Kitts & Nevis=KNA; St. Vincent and the Grenadines=VCT; Trinidad=TTO; Trinidad & Tobago=TTO; \
        Antigua=ATG; Antigua & Barbuda=ATG; British Honduras=BLZ; British Guiana=GUY; \
        Co-operative Republic of Guyana=GUY; Surinam=SUR; Bolivarian Republic of Venezuela=VEN; \
        Venezuela, Bolivarian Republic of=VEN; Venezuela, RB=VEN; Plurinational State of Bolivia=BOL; \
        Bolivia, Plurinational State of=BOL; Argentine Republic=ARG; Oriental Republic of Uruguay=URY; \
        Federative Republic of Brazil=BRA; Republic of Chile=CHL; Republic of Peru=PER; Republic of Paraguay=PRY; \
        Grand Duchy of Luxembourg=LUX; Principality of Monaco=MCO; Principality of Andorra=AND; \
        Principality of Liechtenstein=LIE; Republic of San Marino=SMR; Republic of Malta=MLT; Republic of Cyprus=CYP; \
        Republic of Iceland=ISL; Eire=IRL; Republic of Ireland=IRL";

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn three_hundred_forms_that_people_type_are_their_states() {
        let atlas = Atlas::embedded().expect("the atlas is read");
        let forms = TODAY.split(';').filter_map(|form| form.trim().split_once('='));
        let codes = ISO2.iter().copied();
        let (mut tried, mut wrong) = (0, Vec::new());
        for (form, wanted) in forms.chain(codes) {
            for typed in [form.to_owned(), form.to_lowercase(), form.to_uppercase()] {
                tried += 1;
                match key(&atlas, &typed, day("2022-01-01")) {
                    Ok(found) if found == wanted => {}
                    other => wrong.push(format!("{typed}: {other:?}, not {wanted}")),
                }
            }
        }
        assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
        assert!(tried > 3 * 300, "{tried}");
    }

    #[test]
    fn what_may_mean_two_states_is_refused_with_both() {
        let atlas = Atlas::embedded().expect("the atlas is read");
        for (form, on, both) in [
            ("Democratic Yemen", "1980-01-01", ["YEM", "YMD"]),
            ("Republic of Germany", "1970-01-01", ["DEU", "DDR"]),
            ("People's Republic of the Congo", "1980-01-01", ["COG", "COD"]),
            ("Kingdom of Korea", "2022-01-01", ["PRK", "KOR"]),
        ] {
            let refused = key(&atlas, form, day(on)).expect_err(form);
            assert!(both.iter().all(|one| refused.contains(one)), "{form}: {refused}");
        }
    }

    /// Of a slip that is nearest to several states all are named, of a stranger nobody is, and the form of a state suggests nothing.
    #[test]
    fn a_suggestion_names_the_state_that_was_meant() {
        let atlas = Atlas::embedded().expect("the atlas is read");
        for (slip, meant) in [
            ("Armania", "Armenia"),
            ("Moldva, Republic of", "Moldova"),
            ("Repulic of Moldova", "Moldova"),
            ("Nigera", "Nigeria"),
            ("Kyrgystan", "Kyrgyzstan"),
            ("Columbia", "Colombia"),
            ("Slovekia", "Slovakia"),
            ("Azerbaidjan", "Azerbaijan"),
            ("Kingdom of Danmark", "Denmark"),
        ] {
            let refused = key(&atlas, slip, day("2022-01-01")).expect_err(slip);
            assert!(refused.contains(&format!("`{meant}`")), "{slip}: {refused}");
        }
        for stranger in [
            "Palestine",
            "Republic of Somaliland",
            "Scotland",
            "Catalonia",
            "Republic of Nowhere",
            "Wakanda",
            "Kurdistan",
        ] {
            let refused = key(&atlas, stranger, day("2022-01-01")).expect_err(stranger);
            assert!(!refused.contains("did you mean"), "{stranger}: {refused}");
        }
    }

    /// The names and codes of COW, Gleditsch and Ward and the World Bank on the first day of each.
    #[test]
    fn golden_names_of_published_lists_are_the_states_of_their_numbers() {
        let Some(folder) = foedera_golden::dataset("states") else { return };
        let atlas = Atlas::embedded().expect("the atlas is read");
        let roster = atlas.roster();
        let rows = |file: &str| -> Vec<csv::StringRecord> {
            let reader = csv::Reader::from_path(folder.join(file));
            reader.expect("a list").records().map(|row| row.expect("a row")).collect()
        };
        let mut wrong = Vec::new();
        let mut tried = 0;
        let mut hold = |name: &str, on: Day, wanted: Option<StateId>| {
            tried += 1;
            let wanted = wanted.map(|id| roster.state(id).key.clone());
            // A bare name of several states (Congo, Vietnam) is refused with them all.
            let right = |wanted: &String| match key(&atlas, name, on) {
                Ok(found) => found == *wanted,
                Err(refused) => refused.contains("several states") && refused.contains(&format!("`{wanted}`")),
            };
            if !wanted.as_ref().is_none_or(right) {
                wrong.push(format!("{name} on {on} is not {wanted:?}"));
            }
        };
        for row in rows("gw_system.csv") {
            let on = day(&row[4]);
            hold(&row[2], on, row[0].parse().ok().and_then(|number| roster.find_gw(number, on)));
        }
        for row in rows("cow_states.csv") {
            let part = |place: usize| row[place].parse::<i32>().expect("a number");
            let on = day(&format!("{:04}-{:02}-{:02}", part(3), part(4), part(5)));
            hold(&row[2], on, row[1].parse().ok().and_then(|number| roster.find_cow(number, on)));
        }
        let mut bank: Vec<(String, String)> =
            rows("wb_population.csv").iter().map(|row| (row[0].to_owned(), row[1].to_owned())).collect();
        bank.dedup();
        for (name, code) in bank {
            hold(&name, day("2022-01-01"), roster.find_iso3(&code, day("2022-01-01")));
        }
        assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
        assert!(tried > 300, "{tried}");
    }
}
