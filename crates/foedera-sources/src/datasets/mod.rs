//! The datasets that Foedera reads, one file each.

pub mod archigos;
pub mod atop_alliance;
pub mod atop_directed_dyad_year;
pub mod atop_member;
pub mod atop_phase;
pub mod benson_clinton;
pub mod benson_types;
pub mod berkemeier_fuhrmann;
pub mod brent_price;
pub mod capitals;
pub mod chinese_diplomacy;
pub mod chinese_leader_visits;
mod citations;
pub mod contiguity;
pub mod coups;
pub mod cow_diplomatic;
pub mod cow_gw;
pub mod cow_igo_dyad;
pub mod cow_igo_state;
pub mod cow_interstate_war;
pub mod cow_intrastate_war;
pub mod cow_states;
pub mod cow_trade_dyad;
pub mod cow_trade_national;
pub mod dcad;
pub mod democracy;
pub mod desta;
pub mod fariss_gdp;
pub mod gml_dispute;
pub mod gml_dyad_year;
pub mod gml_participant;
mod groups;
pub mod gsdb;
pub mod gw_states;
pub mod icb;
pub mod icb_actor;
pub mod icews;
pub mod ideal_points;
mod igo_membership;
pub mod iigo;
pub mod interstate_war_data;
pub mod leeds_anac;
pub mod major_powers;
pub mod mass_mobilization;
pub mod mass_mobilization_year;
mod matrix;
pub mod mid_a;
pub mod mid_b;
pub mod mid_dyad_year;
pub mod mid_i;
pub mod mid_ip;
pub mod migrants;
pub mod natural_gas_price;
pub mod nmc;
mod polity;
pub mod reign;
pub mod remittances;
pub mod sipri_arms;
pub mod sipri_milex_constant;
pub mod sipri_milex_current;
pub mod sipri_milex_long;
pub mod sipri_milex_owid;
pub mod sipri_milex_share;
pub mod td_rivalry;
pub mod territorial_change;
pub mod tss_rivalry;
pub mod ucdp_acd;
pub mod ucdp_dyadic;
pub mod ucdp_ged;
mod un_ballots;
pub mod un_roll_calls;
pub mod un_votes;
pub mod unga_ukraine;
pub mod us_bases;
pub mod us_troops;
mod wide;
pub mod world_bank_gdp;
pub mod world_bank_population;

use crate::dataset::Dataset;

/// All datasets, in the order in which they are listed and read.
pub static DATASETS: &[&Dataset] = &[
    &atop_member::ATOP_MEMBER,
    &atop_alliance::ATOP_ALLIANCE,
    &atop_phase::ATOP_PHASE,
    &atop_directed_dyad_year::ATOP_DIRECTED_DYAD_YEAR,
    &benson_types::BENSON_TYPES,
    &benson_clinton::BENSON_CLINTON,
    &dcad::DCAD,
    &mid_a::MID_A,
    &mid_b::MID_B,
    &mid_i::MID_I,
    &mid_ip::MID_IP,
    &mid_dyad_year::MID_DYAD_YEAR,
    &gml_dispute::GML_DISPUTE,
    &gml_participant::GML_PARTICIPANT,
    &gml_dyad_year::GML_DYAD_YEAR,
    &ucdp_acd::UCDP_ACD,
    &cow_interstate_war::COW_INTERSTATE_WAR,
    &cow_intrastate_war::COW_INTRASTATE_WAR,
    &icb::ICB,
    &td_rivalry::TD_RIVALRY,
    &tss_rivalry::TSS_RIVALRY,
    &territorial_change::TERRITORIAL_CHANGE,
    &contiguity::CONTIGUITY,
    &capitals::CAPITALS,
    &major_powers::MAJOR_POWERS,
    &cow_states::COW_STATES,
    &gw_states::GW_STATES,
    &cow_gw::COW_GW,
    &nmc::NMC,
    &democracy::DEMOCRACY,
    &fariss_gdp::FARISS_GDP,
    &world_bank_gdp::WORLD_BANK_GDP,
    &world_bank_population::WORLD_BANK_POPULATION,
    &coups::COUPS,
    &archigos::ARCHIGOS,
    &reign::REIGN,
    &ideal_points::IDEAL_POINTS,
    &un_votes::UN_VOTES,
    &un_roll_calls::UN_ROLL_CALLS,
    &unga_ukraine::UNGA_UKRAINE,
    &desta::DESTA,
    &cow_trade_dyad::COW_TRADE_DYAD,
    &cow_trade_national::COW_TRADE_NATIONAL,
    &cow_igo_dyad::COW_IGO_DYAD,
    &cow_igo_state::COW_IGO_STATE,
    &sipri_milex_constant::SIPRI_MILEX_CONSTANT,
    &sipri_milex_current::SIPRI_MILEX_CURRENT,
    &sipri_milex_share::SIPRI_MILEX_SHARE,
    &sipri_milex_long::SIPRI_MILEX_LONG,
    &sipri_milex_owid::SIPRI_MILEX_OWID,
    &sipri_arms::SIPRI_ARMS,
    &gsdb::GSDB,
    &berkemeier_fuhrmann::BERKEMEIER_FUHRMANN,
    &leeds_anac::LEEDS_ANAC,
    &interstate_war_data::INTERSTATE_WAR_DATA,
    &icews::ICEWS,
    &iigo::IIGO,
    &mass_mobilization::MASS_MOBILIZATION,
    &mass_mobilization_year::MASS_MOBILIZATION_YEAR,
    &us_troops::US_TROOPS,
    &us_bases::US_BASES,
    &chinese_leader_visits::CHINESE_LEADER_VISITS,
    &chinese_diplomacy::CHINESE_DIPLOMACY,
    &brent_price::BRENT_PRICE,
    &natural_gas_price::NATURAL_GAS_PRICE,
    &cow_diplomatic::COW_DIPLOMATIC,
    &icb_actor::ICB_ACTOR,
    &ucdp_ged::UCDP_GED,
    &ucdp_dyadic::UCDP_DYADIC,
    &remittances::REMITTANCES,
    &migrants::MIGRANTS,
];
