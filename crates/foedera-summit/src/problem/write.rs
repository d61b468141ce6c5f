//! Writing a negotiation as TOML.

use std::fmt::{Result, Write};

use toml::Value;

use super::{Basis, Capability, Conduct, Happened, PROBLEM_SCHEMA, Problem, Quantity, Stated};

impl Problem {
    /// The negotiation as a TOML file that [`Problem::read`] reads back. What came from CSV and does not say what its
    /// numbers rest on is written without it, for its author to fill in.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).expect("strings grow");
        text
    }

    fn write(&self, out: &mut String) -> Result {
        writeln!(out, "schema = {PROBLEM_SCHEMA}")?;
        writeln!(out, "id = {}\ntitle = {}", quoted(&self.id), quoted(&self.title))?;
        if let Some(date) = self.date {
            writeln!(out, "date = \"{date}\"")?;
        }
        if let Some(treaty) = &self.treaty {
            writeln!(out, "treaty = {}", quoted(treaty))?;
        }
        if let Some(rule) = &self.rule {
            writeln!(out, "rule = {}", quoted(&rule.to_string()))?;
        }
        writeln!(out, "note = {}", quoted(&self.note))?;
        for issue in &self.issues {
            writeln!(out, "\n[[issue]]\nid = {}\nname = {}", quoted(&issue.id), quoted(&issue.name))?;
            writeln!(out, "scale = [{:?}, {:?}]\nlabels = [", issue.scale.0, issue.scale.1)?;
            for label in &issue.labels {
                writeln!(out, "  {{ at = {:?}, text = {} }},", label.at, quoted(&label.text))?;
            }
            writeln!(out, "]")?;
            for (key, value) in [("reversion", &issue.reference), ("draft", &issue.draft), ("outcome", &issue.outcome)]
            {
                stated(out, "issue", key, value.as_ref())?;
            }
        }
        for actor in &self.actors {
            writeln!(out, "\n[[actor]]\nid = {}\nname = {}", quoted(&actor.id), quoted(&actor.name))?;
            if let Some(state) = &actor.state {
                writeln!(out, "state = {}", quoted(state))?;
            }
            if let Capability::Same(capability) = &actor.capability {
                stated(out, "actor", "capability", Some(capability))?;
            }
            stated(out, "actor", "signing_cost", actor.signing_cost.as_ref())?;
            stated(out, "actor", "side_payment", actor.side_payment.as_ref())?;
            for (place, (issue, stance)) in self.issues.iter().zip(&actor.stances).enumerate() {
                writeln!(out, "\n[[actor.stance]]\nissue = {}", quoted(&issue.id))?;
                stated(out, "actor.stance", "position", Some(&stance.position))?;
                stated(out, "actor.stance", "salience", Some(&stance.salience))?;
                if let Capability::ByIssue(list) = &actor.capability {
                    stated(out, "actor.stance", "capability", list.get(place))?;
                }
            }
        }
        self.happened.iter().try_for_each(|happened| self.write_happened(out, happened))
    }

    fn write_happened(&self, out: &mut String, happened: &Happened) -> Result {
        writeln!(out, "\n[happened]")?;
        if let Some(adopted) = happened.adopted {
            writeln!(out, "adopted = {adopted}")?;
        }
        let kinds = [
            ("signed", Conduct::Signed),
            ("ready", Conduct::Ready),
            ("refused", Conduct::Refused),
            ("absent", Conduct::Absent),
        ];
        for (key, kind) in kinds {
            let conduct = self.actors.iter().zip(&happened.conduct).filter(|(_, conduct)| **conduct == Some(kind));
            let names: Vec<String> = conduct.map(|(actor, _)| quoted(&actor.id)).collect();
            writeln!(out, "{key} = [{}]", names.join(", "))?;
        }
        basis(out, &happened.basis)
    }
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn basis(out: &mut String, basis: &Basis) -> Result {
    writeln!(out, "why = {}", quoted(&basis.why))?;
    if !basis.sources.is_empty() {
        let sources: Vec<String> = basis.sources.iter().map(|source| quoted(source)).collect();
        writeln!(out, "sources = [{}]", sources.join(", "))?;
    }
    if basis.judgement { writeln!(out, "judgement = true") } else { Ok(()) }
}

fn stated(out: &mut String, parent: &str, key: &str, stated: Option<&Stated>) -> Result {
    let Some(stated) = stated else { return Ok(()) };
    writeln!(out, "[{parent}.{key}]")?;
    match stated.quantity {
        Quantity::Exact(value) => writeln!(out, "value = {value:?}")?,
        Quantity::Uniform { low, high } => writeln!(out, "uniform = [{low:?}, {high:?}]")?,
        Quantity::Triangular { low, mode, high } => writeln!(out, "triangular = [{low:?}, {mode:?}, {high:?}]")?,
        Quantity::Normal { mean, sd } => writeln!(out, "normal = {{ mean = {mean:?}, sd = {sd:?} }}")?,
    }
    stated.basis.iter().try_for_each(|found| basis(out, found))
}
