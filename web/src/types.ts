/** The parts of answers that pages read (docs/json.md has them whole). */
import type { Estimate } from "./numbers";

export interface Horizon { date: string; stayed: Estimate; frozen: Estimate; left: Estimate; treaty_over: Estimate }
interface Point { date: string; left: number; frozen: number; treaty_over: number }
interface FanPoint { date: string; mean: number; quantiles: { p05: number; p25: number; p50: number; p75: number; p95: number } }

export interface ForecastAnswer {
  scenario: { id: string; title: string; date: string; treaty: string; treaty_name: string; patron: string | null; note: string };
  horizons: string[];
  branches: { id: string; name: string; description: string }[];
  members: { state: string; name: string; branches: { horizons: Horizon[]; incidence: Point[] }[] }[];
  treaty: { at_least_one_left: Estimate[]; ended: Estimate[]; replaced: Estimate[]; ended_or_replaced: Estimate[] }[];
  reference_classes: { id: string; name: string; events: number; treaties: number; at_least_one: Estimate[]; one_member: Estimate[] }[];
  member_count: FanPoint[][];
  usable_force: FanPoint[][];
  usable_force_unknown: string[];
  calls: { date: string; made: { mean: number }; answered: { mean: number } }[][];
  sensitivity: { assumption: string; low_value: string; high_value: string; answer_low: number; answer_high: number }[];
  sensitivity_question: string;
  unknowns: string[];
}

export interface ScenarioAnswer {
  id: string; title: string; date: string; treaty: string; text: string;
  ranges: {
    path: string | null; id: string; branch: string | null; state: string | null; distribution: string;
    interval: { low: number; high: number } | null; least: number; most: number; why: string;
  }[];
  questions: { id: string; words: string }[];
}

export interface StoryAnswer {
  stories: { future: number; quiet_probability: number; events: { date: string; what: string; rate: number; participants: number }[] }[];
}

export interface ExplainAnswer {
  odds: string;
  base_rates: { name: string; estimate: Estimate; counted: string }[];
  explanation: {
    question: { id: string; words: string; resolution: string };
    date: string;
    estimate: Estimate;
    flips: { assumption: string; now: number; at?: number | null; bound: number; answer_at_bound: number }[];
  };
}
