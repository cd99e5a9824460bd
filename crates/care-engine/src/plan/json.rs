//! A plan for machines, in the form that README describes.

use serde_json::{Value, json};

use super::{Grounds, Plan, PlanLine};
use crate::content::{Content, RuleIx};

/// The plan as one JSON object.
pub fn to_json(content: &Content, plan: &Plan) -> Value {
    let line = |line: &PlanLine| {
        let mut value = grounds(content, plan, &line.support, &line.because);
        value["id"] = content.line(line.line).id.as_str().into();
        value["section"] = content.section(line.section).id.as_str().into();
        value["text"] = line.text.as_str().into();
        value["detail"] = line.detail.into();
        value
    };
    let withheld = plan.withheld.iter().map(|withheld| {
        let mut value = grounds(content, plan, &withheld.support, &withheld.because);
        value["id"] = content.treatment(withheld.treatment).id.as_str().into();
        value["text"] = withheld.text(content).into();
        value
    });
    let text = |line: &Option<PlanLine>| line.as_ref().map(|line| line.text.clone());
    json!({
        "pathway": content.pathway(plan.pathway).id,
        "banner": text(&plan.banner),
        "further_banners": plan.further_banners.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        "bottom_line": text(&plan.bottom_line),
        "lines": plan.lines.iter().map(line).collect::<Vec<_>>(),
        "withheld": withheld.collect::<Vec<_>>(),
        "assumed": plan.assumed.iter().map(|q| content.question(*q).id.as_str()).collect::<Vec<_>>(),
        "review": text(&plan.review),
        "safety_net": plan.safety_net.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        "sources": plan.sources.iter().map(|place| {
            let reference = content.reference(*place);
            json!({
                "id": reference.id,
                "kind": reference.kind,
                "citation": reference.citation,
                "url": reference.url,
            })
        }).collect::<Vec<_>>(),
        "disclaimer": content.text("disclaimer.short"),
        "content_version": content.version,
        "content_date": content.topic.updated.to_string(),
        "evidence_date": content.topic.evidence_date.to_string(),
        "next_review": content.topic.next_review.to_string(),
        "review_status": content.status_text(plan.status),
    })
}

fn grounds(content: &Content, plan: &Plan, grounds: &Grounds, because: &[RuleIx]) -> Value {
    let statements: Vec<_> = grounds
        .statements
        .iter()
        .map(|place| content.statement(*place).id.as_str())
        .collect();
    let references: Vec<_> = grounds
        .sources
        .iter()
        .filter_map(|number| plan.sources.get(*number))
        .map(|place| content.reference(*place).id.as_str())
        .collect();
    let because: Vec<_> = because
        .iter()
        .map(|rule| content.rule(*rule).id.as_str())
        .collect();
    json!({
        "statements": statements,
        "references": references,
        "because": because,
        "policy": grounds.policy,
        "borrowed": !grounds.borrowed.is_empty(),
    })
}

impl super::Withheld {
    /// What is withheld and why, as one sentence: "NAME withheld: REASON."
    pub fn text(&self, content: &Content) -> String {
        self.text_of(content, &self.reasons)
    }

    /// The same in a few words, where there are some: "NAME withheld: REASON."
    pub fn short_text(&self, content: &Content) -> String {
        match self.shorts.is_empty() {
            true => self.text(content),
            false => self.text_of(content, &self.shorts),
        }
    }

    fn text_of(&self, content: &Content, reasons: &[String]) -> String {
        content.text_with(
            "plan.withheld",
            &[
                ("treatment", &content.treatment(self.treatment).name),
                ("reasons", &reasons.join("; ")),
            ],
        )
    }
}
