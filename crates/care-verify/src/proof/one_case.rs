//! Properties, looked at in the plan of one case.

use care_engine::case::{Answer, Case};
use care_engine::content::{
    Content, Demand, Line, LineIx, OptionIx, Property, QuestionIx, StatementIx, TreatmentIx,
};
use care_engine::plan::{Plan, plan};

/// Whether a line recommends a treatment, advises against it, or speaks of it otherwise.
pub(super) fn names(line: &Line, treatment: TreatmentIx) -> bool {
    [&line.recommends, &line.advises_against, &line.mentions]
        .into_iter()
        .any(|named| named.contains(&treatment))
}

/// Whether a case breaks a demand of a property, by the plan that is really made for it.
pub fn breaks(content: &Content, property: &Property, demand: &Demand, case: &Case) -> bool {
    let view = content.view_with_terms(case);
    if !view.holds(&property.when) {
        return false;
    }
    let made = plan(content, case, None);
    if !property.pathways.is_empty() && !property.pathways.contains(&made.pathway) {
        return false;
    }
    !wrong(content, demand, case, &made).is_empty()
}

pub(super) fn what_is_wrong(content: &Content, demand: &Demand, case: &Case) -> String {
    let made = plan(content, case, None);
    wrong(content, demand, case, &made).join("; ")
}

/// Each thing in a plan that a demand forbids, or misses.
fn wrong(content: &Content, demand: &Demand, case: &Case, made: &Plan) -> Vec<String> {
    let found = Found { content, made };
    match demand {
        Demand::Goes(pathways) if pathways.contains(&made.pathway) => Vec::new(),
        Demand::Goes(_) => vec![format!("it goes `{}`", content.pathway(made.pathway).id)],
        Demand::NeverRecommends(list) => found.each(list, |treatment| {
            let how = format!("offers `{}`", content.treatment(*treatment).id);
            found.lines(|line| line.recommends.contains(treatment), &how)
        }),
        Demand::NeverNames(list) => found.each(list, |treatment| {
            let how = format!("speaks of `{}`", content.treatment(*treatment).id);
            found.lines(|line| names(line, *treatment), &how)
        }),
        Demand::NeverIn(list) => found.each(list, |section| {
            let how = format!("stands in `{}`", content.section(*section).id);
            found.lines(|line| line.section == *section, &how)
        }),
        Demand::NeverCites(list) => found.each(list, |statement| {
            let how = format!("cites `{}`", content.statement(*statement).id);
            found.lines(|line| line.statements.contains(statement), &how)
        }),
        Demand::NeverLines(list) => made
            .all_lines()
            .filter(|line| list.contains(&line.line))
            .map(|line| format!("the line `{}` is there", content.line(line.line).id))
            .collect(),
        Demand::Withholds(list) => list
            .iter()
            .filter(|treatment| !found.withheld(**treatment))
            .map(|treatment| format!("`{}` is not withheld", content.treatment(*treatment).id))
            .collect(),
        Demand::NeverWithholds(list) => made
            .withheld
            .iter()
            .filter(|held| list.contains(&held.treatment))
            .map(|held| format!("`{}` is withheld", content.treatment(held.treatment).id))
            .collect(),
        Demand::AlwaysIn(list) => list
            .iter()
            .filter(|section| !made.all_lines().any(|line| line.section == **section))
            .map(|section| format!("nothing stands in `{}`", content.section(*section).id))
            .collect(),
        Demand::Cites(list) => found.not_cited(list),
        Demand::CitesOneOf(list) if list.iter().any(|one| found.cites(*one)) => Vec::new(),
        Demand::CitesOneOf(list) => found.not_cited(list),
        Demand::Lines(list) => found.missing(list),
        Demand::OneOfLines(list) if found.missing(list).len() < list.len() => Vec::new(),
        Demand::OneOfLines(list) => found.missing(list),
        Demand::NeverAdds {
            question,
            options,
            treatments,
        } => never_adds(content, case, made, *question, options.iter(), treatments),
        Demand::NeverBetter {
            unanswered,
            treatments,
        } => never_better(content, case, made, *unanswered, treatments),
    }
}

/// What stands in a plan.
struct Found<'a> {
    content: &'a Content,
    made: &'a Plan,
}

impl Found<'_> {
    fn each<T>(&self, list: &[T], of: impl Fn(&T) -> Vec<String>) -> Vec<String> {
        list.iter().flat_map(of).collect()
    }

    fn lines(&self, that: impl Fn(&Line) -> bool, how: &str) -> Vec<String> {
        let lines = self.made.all_lines();
        lines
            .map(|line| self.content.line(line.line))
            .filter(|line| that(line))
            .map(|line| format!("the line `{}` {how}", line.id))
            .collect()
    }

    fn cites(&self, statement: StatementIx) -> bool {
        let lines = self.made.all_lines().map(|line| &line.support);
        let held = self.made.withheld.iter().map(|held| &held.support);
        lines
            .chain(held)
            .any(|support| support.statements.contains(&statement))
    }

    fn withheld(&self, treatment: TreatmentIx) -> bool {
        let mut withheld = self.made.withheld.iter();
        withheld.any(|held| held.treatment == treatment)
    }

    fn not_cited(&self, list: &[StatementIx]) -> Vec<String> {
        list.iter()
            .filter(|one| !self.cites(**one))
            .map(|one| format!("`{}` is not cited", self.content.statement(*one).id))
            .collect()
    }

    fn missing(&self, list: &[LineIx]) -> Vec<String> {
        list.iter()
            .filter(|place| !self.made.all_lines().any(|line| line.line == **place))
            .map(|place| format!("the line `{}` is missing", self.content.line(*place).id))
            .collect()
    }
}

fn offers(content: &Content, made: &Plan, treatment: TreatmentIx) -> bool {
    made.all_lines()
        .any(|line| content.line(line.line).recommends.contains(&treatment))
}

fn never_adds(
    content: &Content,
    case: &Case,
    made: &Plan,
    question: QuestionIx,
    options: impl Iterator<Item = OptionIx>,
    treatments: &[TreatmentIx],
) -> Vec<String> {
    let mut found = Vec::new();
    let Some(before) = case.answer(question) else {
        return found;
    };
    for option in options {
        let after = match before {
            Answer::Several(set) if !set.has(option) => {
                let mut set = set;
                set.mark(option, true);
                Answer::Several(set)
            }
            Answer::One(other) if other != option => Answer::One(option),
            _ => continue,
        };
        let mut changed = case.clone();
        changed.set(question, Some(after));
        let then = plan(content, &changed, None);
        for treatment in treatments {
            if !offers(content, made, *treatment) && offers(content, &then, *treatment) {
                found.push(format!(
                    "adding `{}` to `{}` brings an offer of `{}`",
                    content.option(question, option).id,
                    content.question(question).id,
                    content.treatment(*treatment).id
                ));
            }
        }
    }
    found
}

fn never_better(
    content: &Content,
    case: &Case,
    made: &Plan,
    question: QuestionIx,
    treatments: &[TreatmentIx],
) -> Vec<String> {
    if case.answer(question).is_some() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for option in content.option_places(question) {
        let answer = if content.takes_several(question) {
            Answer::Several([option].into_iter().collect())
        } else {
            Answer::One(option)
        };
        let mut changed = case.clone();
        changed.set(question, Some(answer));
        let then = plan(content, &changed, None);
        for treatment in treatments {
            if offers(content, made, *treatment) && !offers(content, &then, *treatment) {
                found.push(format!(
                    "`{}` is offered while `{}` is unanswered, and not with `{}`",
                    content.treatment(*treatment).id,
                    content.question(question).id,
                    content.option(question, option).id
                ));
            }
        }
    }
    found
}
