//! What to tell a patient in a minute: sentences of the content in plain words, put together for the case.

use care_engine::case::Case;
use care_engine::content::{
    Content, IntentIx, LineIx, PathwayKind, RoleIx, Said, SectionKind, StatementIx, Unknowns,
};
use care_engine::plan::Plan;

use super::about::About;
use super::lines::says;
use super::notes::CaseNote;
use super::stances::Stances;

/// The sentences that are said of the case where such a script answers what is asked; none where there is
/// no script, or no plan yet to tell of.
///
/// In an urgent case the plan's own banners and bottom line are said, and then when to come back at once:
/// nothing of the routine.
pub(super) fn told(
    content: &Content,
    stances: &Stances,
    about: Option<&About<'_>>,
    intent: IntentIx,
) -> Vec<CaseNote> {
    let mut scripts = content.language.scripts.iter();
    let Some(script) = scripts.find(|script| script.answers == intent) else {
        return Vec::new();
    };
    let nobody = Case::default();
    let made = about.map(|about| &about.made);
    if made.is_some_and(|made| made.kind == PathwayKind::NoPlan) {
        return Vec::new();
    }
    let urgent = made.filter(|made| made.kind == PathwayKind::Urgent);
    let line = |place: LineIx| sentence(content, &Said::Line(place), "", Some(script.role));
    let mut said: Vec<CaseNote> = Vec::new();
    if let Some(made) = urgent {
        let kinds = [SectionKind::Banner, SectionKind::BottomLine];
        let first = made.all_lines().filter(|one| {
            let kind = content.section(content.line(one.line).section).kind;
            kinds.contains(&kind)
        });
        said.extend(first.map(|one| line(one.line)));
    }
    let may_say = |about: &About<'_>, statement: StatementIx| match about.made.kind {
        PathwayKind::Urgent => says(&about.made, statement),
        _ => stances.may_show(about, statement),
    };
    let view = content.view(about.map_or(&nobody, |about| about.case), Unknowns::Assumed);
    for (sentence, when) in &script.say {
        if !view.holds(when) {
            continue;
        }
        let is_said = match sentence {
            Said::Line(place) => fits(content, made, *place),
            Said::Plain(statement) => about.is_none_or(|about| may_say(about, *statement)),
            Said::Own(..) => true,
        };
        if !is_said {
            continue;
        }
        let note = self::sentence(content, sentence, &script.id, Some(script.role));
        if said.iter().all(|known| known.text != note.text) {
            said.push(note);
        }
    }
    said
}

/// A sentence as it is said: a line in the wording of a role, a statement in its plain wording, or one of its own under
/// the id of what it belongs to.
pub(super) fn sentence(
    content: &Content,
    said: &Said,
    belongs_to: &str,
    role: Option<RoleIx>,
) -> CaseNote {
    match said {
        Said::Line(place) => {
            let line = content.line(*place);
            let of_role = role.and_then(|role| line.roles.get(&role));
            CaseNote {
                id: line.id.clone(),
                text: of_role.unwrap_or(&line.text).clone(),
                statements: line.statements.clone(),
                under: None,
            }
        }
        Said::Plain(statement) => {
            let known = content.statement(*statement);
            CaseNote {
                id: known.id.clone(),
                text: known.plain.as_ref().unwrap_or(&known.text).clone(),
                statements: vec![*statement],
                under: None,
            }
        }
        Said::Own(text, statements) => CaseNote {
            id: belongs_to.to_owned(),
            text: text.clone(),
            statements: statements.clone(),
            under: None,
        },
    }
}

/// Whether a line may be said beside the plan: it offers nothing that the plan withholds, and beside an
/// urgent plan it only says when to come back at once.
pub(super) fn fits(content: &Content, made: Option<&Plan>, place: LineIx) -> bool {
    let line = content.line(place);
    let Some(made) = made else {
        return true;
    };
    let alarm = content.section(line.section).kind == SectionKind::SafetyNet;
    let held = |treatment| made.withheld.iter().any(|held| held.treatment == treatment);
    (made.kind != PathwayKind::Urgent || alarm)
        && !line.recommends.iter().any(|treatment| held(*treatment))
}
