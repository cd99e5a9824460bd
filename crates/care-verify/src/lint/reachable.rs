//! What no case reaches, what changes nothing, and what a patient would be shown in clinicians' words.

use super::places::Places;
use crate::proof::{Idle, Proof, TooComplex};
use care_engine::content::{
    Condition, Content, Depth, FactIx, Finding, OptionIx, OptionSet, QuestionIx,
};

/// `from_files`: whether a line says that it is for cases that only come from files.
pub(super) fn findings(
    content: &Content,
    proof: &Proof<'_>,
    places: &Places<'_>,
    from_files: &dyn Fn(&str) -> bool,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = proof
        .idle()
        .into_iter()
        .filter(
            |idle| !matches!(idle, Idle::Question(question) if is_for_reviews(content, *question)),
        )
        .map(|idle| told(content, places, idle))
        .collect();
    let reach = proof.reach();
    for place in content.line_places() {
        let id = &content.line(place).id;
        let anywhere = !proof.outline().shown(place).and(&reach).is_false();
        let somehow = !proof.outline().shown(place).is_false();
        let found = match (somehow && !anywhere, from_files(id)) {
            (true, false) => places.finding(
                &format!("line:{id}"),
                format!("the line `{id}` only stands in plans of cases that the intake cannot bring about"),
                "where a question's `ask_if` is not too narrow, say `only_from_files = true`",
            ),
            (false, true) => places.finding(
                &format!("line:{id}"),
                format!("the line `{id}` says that it is for cases from files only; the intake brings one about"),
                "take `only_from_files` out",
            ),
            _ => continue,
        };
        findings.push(found.as_warning());
    }
    findings.extend(unworded(content, proof, places));
    findings.extend(hollow(content, proof, places));
    findings
}

/// Whether a question is there for reviews: it is measured, or leads to what is new.
fn is_for_reviews(content: &Content, question: QuestionIx) -> bool {
    let news = content
        .at_review
        .as_ref()
        .and_then(|at_review| at_review.news);
    let mut outcomes = content.outcomes.iter();
    news == Some(question) || outcomes.any(|outcome| outcome.question == question)
}

/// What keeps the proof from being tried.
pub(super) fn too_complex(content: &Content, places: &Places<'_>, what: TooComplex) -> Finding {
    let (kind, id) = match what {
        TooComplex::Fact(fact) => match content.fact(fact) {
            Some(known) if fact.index() < content.facts.len() => ("fact", known.id.as_str()),
            Some(known) => ("term", known.id.as_str()),
            None => ("fact", ""),
        },
        TooComplex::Pathway(pathway) => ("pathway", content.pathway(pathway).id.as_str()),
        TooComplex::Rule(rule) => ("rule", content.rule(rule).id.as_str()),
    };
    places.finding(
        &format!("{kind}:{id}"),
        format!("the condition of `{id}` takes too many combinations of answers to be proven"),
        "name the questions that belong together next to each other, or make it several",
    )
}

/// Properties that hold because they speak of no case.
fn hollow(content: &Content, proof: &Proof<'_>, places: &Places<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for property in &content.properties {
        let place = format!("property:{}", property.id);
        let id = &property.id;
        if proof.spoken_of(property, &property.pathways).is_false() {
            findings.push(places.finding(
                &place,
                format!("{id} speaks of no case"),
                "its `if` never holds on its pathways; correct it, or take it out",
            ));
            continue;
        }
        for pathway in &property.pathways {
            if proof.spoken_of(property, &[*pathway]).is_false() {
                let pathway = &content.pathway(*pathway).id;
                let problem = format!("{id} speaks of no case that goes `{pathway}`");
                let remedy = "take the pathway out, or correct its `if`";
                findings.push(places.finding(&place, problem, remedy).as_warning());
            }
        }
    }
    findings
}

/// Lines that a reader of plain language can be shown, without wording for that reader.
fn unworded(content: &Content, proof: &Proof<'_>, places: &Places<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (place, role) in content.role_places() {
        if role.depth != Depth::Plain {
            continue;
        }
        let (question, option) = role.asker;
        let theirs = Condition::Chosen(question, OptionSet::only(option));
        let theirs = theirs.meaning(proof.logic());
        for rule in content.rule_places() {
            for (at, reason) in content.rule(rule).withholds.iter().enumerate() {
                if !proof.outline().reason(rule, at).and(&theirs).is_false() {
                    let id = &content.rule(rule).id;
                    findings.push(places.finding(
                        &format!("reason:{id}:{at}"),
                        format!(
                            "the reason `{}` of `{id}` can be shown to `{}` in clinicians' words",
                            reason.reason, role.id
                        ),
                        "reasons have no other wording: rule that reader out in its `if`",
                    ));
                }
            }
        }
        for line in content.line_places() {
            let shown = proof.outline().shown(line);
            let known = content.line(line);
            let for_others = !shown.and_not(&theirs).is_false();
            if !shown.and(&theirs).is_false() && for_others && !known.roles.contains_key(&place) {
                findings.push(places.finding(
                    &format!("line:{}", known.id),
                    format!(
                        "the line `{}` can be shown to `{}` in clinicians' words",
                        known.id, role.id
                    ),
                    format!("add wording for it: roles = {{ {} = \"...\" }}", role.id),
                ));
            }
        }
    }
    findings
}

fn told(content: &Content, places: &Places<'_>, idle: Idle) -> Finding {
    match idle {
        Idle::Line(line) => {
            let id = &content.line(line).id;
            places.finding(
                &format!("line:{id}"),
                format!("no case is shown the line `{id}`"),
                "the conditions of its rules, what holds it back and what is withheld leave none",
            )
        }
        Idle::Rule(rule) => {
            let id = &content.rule(rule).id;
            places.finding(
                &format!("rule:{id}"),
                format!("the rule `{id}` applies to no case"),
                "its condition holds in none of its pathways",
            )
        }
        Idle::Part(rule, part) => {
            let id = &content.rule(rule).id;
            places.finding(
                &format!("part:{id}:{part}"),
                format!("this part of `{id}` applies to no case"),
                "its condition never holds where the rule applies",
            )
        }
        Idle::Reason(rule, reason) => {
            let id = &content.rule(rule).id;
            places.finding(
                &format!("reason:{id}:{reason}"),
                format!("this reason of `{id}` applies to no case"),
                "its condition never holds where the rule applies",
            )
        }
        Idle::Fact(fact, holds) => told_of_fact(content, places, fact, holds),
        Idle::NeverAsked(question) => told_of_question(
            content,
            places,
            question,
            |id| format!("the question `{id}` is never asked"),
            "its `ask_if` holds in no case",
        ),
        Idle::NeverRequired(question) => told_of_question(
            content,
            places,
            question,
            |id| format!("the question `{id}` never comes before the plan"),
            "its `required_if` holds in no case; leave it out and mark the question as one that refines",
        )
        .as_warning(),
        Idle::Question(question) => told_of_question(
            content,
            places,
            question,
            |id| format!("no answer to `{id}` changes any plan"),
            "ask it only if the answer is needed for something else",
        )
        .as_warning(),
        Idle::NotNeutral(question, option) => told_of_option(
            content,
            places,
            (question, option),
            |id| format!("the answer `{id}` is marked neutral, but changes the plan of some case"),
            "take `neutral` out, or correct the rule",
        ),
        Idle::Option(question, option) => told_of_option(
            content,
            places,
            (question, option),
            |id| format!("the answer `{id}` makes the same plan as no answer, in every case"),
            "right for an answer that says nothing new: mark it `neutral = true`; else a rule is missing",
        )
        .as_warning(),
    }
}

fn told_of_fact(content: &Content, places: &Places<'_>, fact: FactIx, holds: bool) -> Finding {
    let (kind, id) = match content.fact(fact) {
        Some(known) if fact.index() < content.facts.len() => ("fact", known.id.as_str()),
        Some(known) => ("term", known.id.as_str()),
        None => ("fact", ""),
    };
    let how = if holds { "every case" } else { "no case" };
    places.finding(
        &format!("{kind}:{id}"),
        format!("the {kind} `{id}` holds in {how}"),
        "a condition that cannot be otherwise says nothing; correct it, or take it out",
    )
}

fn told_of_question(
    content: &Content,
    places: &Places<'_>,
    question: QuestionIx,
    problem: impl Fn(&str) -> String,
    remedy: &str,
) -> Finding {
    let id = &content.question(question).id;
    places.finding(&format!("question:{id}"), problem(id), remedy)
}

fn told_of_option(
    content: &Content,
    places: &Places<'_>,
    (question, option): (QuestionIx, OptionIx),
    problem: impl Fn(&str) -> String,
    remedy: &str,
) -> Finding {
    let asked = &content.question(question).id;
    let id = &content.option(question, option).id;
    places.finding(&format!("option:{asked}:{id}"), problem(id), remedy)
}
