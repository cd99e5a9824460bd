//! What a text says of the patient whose case is open. What a question about a subject of its own names is nobody's: "CKD
//! referral criteria", "quadriceps tendon repair, how soon?". Danger is no matter of this: it alarms wherever it is told.

use super::reply::{Reason, Reply};
use super::{Conversation, planned};
use crate::reading::{Reading, Whose, Why};
use care_engine::content::{Content, QuestionIx};
use care_engine::intake::is_risk;
use std::ops::Range;

impl Conversation {
    /// What counts of all that was read in a text about a case; `unheeded` is the reply to it without any of that.
    ///
    /// All of it counts where the text speaks of the patient, tells of something taken or done, or says little else. Of
    /// another text nothing but a risk does, beside a treatment that is answered or in a part of its own, in which no dose is
    /// asked for; and in a text about another part of the body where it is told of the patient.
    pub(super) fn heeded(
        &self,
        content: &Content,
        text: &str,
        reading: &Reading,
        unheeded: &Reply,
    ) -> Reading {
        if self.is_of_another(content, text) {
            return Reading::default();
        }
        let mut reading = reading.clone();
        self.reader.leave_out_kin(content, text, &mut reading);
        let reading = &reading;
        let seen = self.index.read(text);
        // "No burns, it should say bunions" puts right what is told of the patient, whatever else it names.
        let elsewhere = self.is_out_of_domain(&seen) && !reading.corrects;
        let of_patient = self.form_of(text, &seen).of_case;
        let asks = self.reader.is_question(content, text);
        // "On prednisolone 15 mg since March" gives a dose and asks for none.
        let wants_dose =
            unheeded.reason() == Reason::Dose && (asks || !self.reader.tells_course(content, text));
        let says_little_else = seen.rare == 0 && reading.is_most_of(text);
        let tells =
            !(asks || wants_dose) && (says_little_else || self.reader.tells_news(content, text));
        if !elsewhere && (of_patient || tells) {
            return reading.clone();
        }
        let answered = unheeded.answers.iter().any(|answer| {
            let says = !answer.notes.is_empty() || !answer.statements.is_empty();
            matches!(answer.reason, Reason::Answered | Reason::Dose) && says
        });
        let treated = answered && !planned::named(content, &seen.synonym_sets).is_empty();
        let mut plain = reading.plain_parts(text);
        // "Copd, on apixaban, dose of colchicine": the dose is asked for last.
        if wants_dose {
            plain.pop();
        }
        let is_plain = |place: &Range<usize>| {
            let mut plain = plain.iter();
            plain.any(|part| part.start <= place.start && place.end <= part.end)
        };
        let counts = |question: QuestionIx, places: &[Range<usize>]| {
            let is_alone = || places.iter().any(is_plain);
            let is_told = match elsewhere {
                true => of_patient,
                false => treated || is_alone(),
            };
            is_risk(content, question) && is_told
        };
        let mut heeded = reading.clone();
        heeded
            .answers
            .retain(|read| counts(read.question, &read.places));
        // Of what only may be meant, the slip in the name of a medicine is heard beside a question; and a risk that is told of
        // the patient whatever else it is for: "the urologist gave her ciprofloxacin for her kidneys".
        let tells_risk = |question| of_patient && !asks && is_risk(content, question);
        heeded.uncertain.retain(|one| {
            let is_slip = one.why == Why::LookAlike;
            (is_slip && counts(one.question, std::slice::from_ref(&one.place)))
                || tells_risk(one.question)
        });
        heeded.denied.clear();
        heeded
    }

    /// Whether a text says by its words that it tells of another patient than the one at hand: "next lady, eGFR 38".
    pub(super) fn is_of_another(&self, content: &Content, text: &str) -> bool {
        !matches!(
            self.reader.whose(content, text),
            Whose::Unsaid | Whose::Compared
        )
    }
}
