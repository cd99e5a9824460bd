//! Looking at a case: why its plan says what it says, its answers, its plans. It changes nothing, so
//! anybody in the chat may.

use crate::callback_data::{Look, Placement};
use crate::handlers::Ctx;
use crate::handlers::callback::Callback;
use crate::handlers::case_label::name_of;
use crate::handlers::thread::Thread;
use crate::view::{
    Card, CaseRef, Charting, ExplanationReader, Reader, answers_card, change_buttons,
    evidence_card, first_lines_card, instead_card, letter_card, marks_instead_card, note_card,
    panel_card, plan_label, suppositions_card, why_line_card, why_not_card, why_withheld_card,
};
use care_engine::content::{Content, Depth};
use care_engine::day::Day;
use care_engine::intake::Intake;
use care_engine::plan::plan;
use care_ids::CaseId;
use care_language::qa::heeding;
use care_store::ShownKind;
use care_store::StoredCase;
use care_verify::explain::{explain_line, explain_withheld};

/// Whether it is a part of a plan or the reason for one, and nothing that leaves the chat or changes an answer.
fn is_of_plan(look: Look) -> bool {
    matches!(
        look,
        Look::Panel(_)
            | Look::WhyNot
            | Look::Evidence
            | Look::Why
            | Look::WhyLine(_)
            | Look::WhyWithheld(_)
            | Look::Changes(..)
    )
}

impl Ctx<'_> {
    /// The case of a button that anybody in its chat may press. Otherwise the press is answered.
    pub(in crate::handlers) fn case_here(
        &mut self,
        callback: &Callback,
        id: CaseId,
    ) -> Option<StoredCase> {
        let found = self.case(id);
        let found = found.filter(|case| case.conversation.chat == callback.conversation.chat);
        if found.is_none() {
            self.answer_callback_with(callback.clone(), "toast.gone");
        }
        found
    }

    /// Something of a case is looked at.
    pub(in crate::handlers) fn look(
        &mut self,
        callback: Callback,
        id: CaseId,
        look: Look,
        placement: Placement,
    ) {
        let Some(case) = self.case_here(&callback, id) else {
            return;
        };
        if !matches!(look, Look::Plan(_) | Look::Plans(_))
            && self.is_on_replaced_plan(&callback, &case)
        {
            return;
        }
        // The list leads to changes alone, so it is opened by who may make them.
        if matches!(look, Look::Answers(_)) && self.changeable_case(&callback, id).is_none() {
            return;
        }
        let Ok(read) = self.restored(&case) else {
            self.answer_callback_with(callback, "toast.unreadable");
            return;
        };
        let flags = self.pending_flags(&case, &read.intake.case);
        if !flags.is_empty() {
            let card = self.flags_card(&case, &read.intake.case, flags);
            return self.show_look(callback, card, placement);
        }
        let label = self.label(&case, &read.intake.case);
        // Plans stay readable whatever has become of the case.
        match look {
            Look::Plan(number) => return self.read_plan(callback, &case, &label, number),
            Look::Picture => {
                let label = plan_label(self.content, name_of(&case), &read.intake.case);
                return self.send_picture(callback, &case, &label);
            }
            Look::Plans(page) => {
                let card = self.course_of(&case, &label, page);
                self.show_look(callback, card, placement);
                return;
            }
            _ => {}
        }
        if self.is_outdated(&case, &read) {
            return self.show_outdated(callback, case, read.intake);
        }
        let mut intake = read.intake;
        if !self.is_complete(&intake) && is_of_plan(look) {
            // Until a review has its plan, the one before it stands and can be read.
            if let Some(before) = intake.before_review.take() {
                intake = *before;
            }
        }
        if !self.is_complete(&intake) {
            self.answer_callback_with(callback, "toast.unfinished");
            return;
        }
        if let Look::WhatIf(change) = look {
            return self.show_what_if(callback, &case, &intake, change);
        }
        match self.looked_at(&case, &intake, &label, look) {
            Some(card) => {
                let explained = match look {
                    Look::WhyLine(line) => Some(&self.content.line(line).id),
                    Look::WhyWithheld(place) => Some(&self.content.treatment(place).id),
                    _ => None,
                };
                if let Some(id) = explained {
                    let ids = vec![id.clone()];
                    self.audit(
                        callback.conversation,
                        Some(case.id),
                        ShownKind::Why,
                        ids,
                        None,
                    );
                }
                self.show_look(callback, card, placement);
            }
            None => self.answer_callback_with(callback, "toast.why_gone"),
        }
    }

    fn show_look(&mut self, callback: Callback, card: Card, placement: Placement) {
        match placement {
            Placement::InPlace => self.replace(callback.conversation, callback.message, card),
            Placement::NewMessage => self.send(callback.conversation, callback.message, card),
        }
        self.answer_callback(callback, None);
    }

    /// The card of what is looked at; nothing where it no longer stands in the plan.
    fn looked_at(
        &mut self,
        kept: &StoredCase,
        intake: &Intake,
        label: &str,
        look: Look,
    ) -> Option<Card> {
        let content: &Content = self.content;
        let person = self.person(kept.conversation.user);
        let role = self.role(&person);
        let of = CaseRef { id: kept.id, label };
        let case = &intake.case;
        let made = || plan(content, case, role);
        let reader = Reader {
            user: kept.conversation.user,
            case: kept.id,
            name: name_of(kept),
            role,
            label,
            today: Day::at(self.now),
        };
        let asking = ExplanationReader {
            of,
            case,
            plain: role.is_some_and(|role| content.role(role).depth == Depth::Plain),
        };
        match look {
            Look::Panel(place) => panel_card(content, of, &made(), place),
            Look::WhyNot => why_not_card(content, of, &made()),
            Look::Evidence => Some(evidence_card(content, of, case, &made(), reader)),
            Look::Note(_) | Look::Letter | Look::LetterTo(_) => self.paper(kept, intake, look),
            Look::Why => Some(first_lines_card(content, of, &made())),
            Look::WhyLine(place) => {
                let made = made();
                let line = made.all_lines().find(|line| line.line == place);
                let why = explain_line(content, case, &made, place);
                line.zip(why)
                    .map(|(line, why)| why_line_card(content, asking, line, &why))
            }
            Look::WhyWithheld(place) => {
                let made = made();
                let held = made.withheld.iter().find(|held| held.treatment == place);
                let why = explain_withheld(content, case, &made, place);
                held.zip(why)
                    .map(|(held, why)| why_withheld_card(content, asking, held, &why))
            }
            Look::Answers(page) => Some(answers_card(content, of, case, page)),
            Look::WhatIfs(page) => Some(suppositions_card(content, of, case, page)),
            Look::WhatIfChoices(place) => Some(instead_card(content, of, case, place)),
            Look::WhatIfMarks(place, marks) => {
                Some(marks_instead_card(content, of, case, place, marks))
            }
            Look::Changes(number, page) => self.changes_of_plan(of, number, page),
            Look::WhatIfChanges(change, page) => self.what_if_changes(kept, intake, change, page),
            // Messages of their own, given elsewhere.
            Look::WhatIf(_) | Look::Picture | Look::Plans(_) | Look::Plan(_) => None,
        }
    }

    /// The chart note or the referral letter. What was told in the case's thread and is not recorded stands on it as that,
    /// and what it forbids is not proposed.
    fn paper(&self, kept: &StoredCase, intake: &Intake, look: Look) -> Option<Card> {
        let content: &Content = self.content;
        // It is written now: how old its case is says nothing of it.
        let of = CaseRef {
            id: kept.id,
            label: &plan_label(content, name_of(kept), &intake.case),
        };
        let role = self.role(&self.person(kept.conversation.user));
        let told = Thread::of_case(content, kept).told;
        let (made, facts) = heeding(content, &intake.case, &told, role);
        let visits = self.visits_of(kept);
        let charting = Charting {
            case: &intake.case,
            told: &told,
            visits: &visits,
            plan: &made,
        };
        let confirm = change_buttons(content, kept.id, intake, &facts);
        match look {
            Look::Note(style) => note_card(content, of, charting, confirm, style),
            Look::LetterTo(line) => letter_card(content, of, charting, confirm, Some(line)),
            _ => letter_card(content, of, charting, confirm, None),
        }
    }
}
