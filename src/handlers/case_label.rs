//! What a case is called, and its state read back.

use super::Ctx;
use crate::view::{CaseName, CaseStatus, CaseSummary, full_label};
use care_engine::case::Case;
use care_engine::intake::{BadState, Intake, Restored};

use care_store::StoredCase;

/// By what people name a case.
pub(super) fn name_of(case: &StoredCase) -> CaseName {
    CaseName {
        number: case.number,
        in_group: !case.conversation.is_private(),
    }
}

impl Ctx<'_> {
    /// The intake of a case, as far as the present content has it.
    pub(super) fn restored(&self, case: &StoredCase) -> Result<Restored, BadState> {
        let read = Intake::restored(self.content, &case.state);
        if let Err(error) = &read {
            tracing::error!(case = %case.id, %error, "a stored case cannot be read");
        }
        read
    }

    /// Whether a case was last touched under another content, and not all of it could be read back.
    pub(super) fn is_outdated(&self, case: &StoredCase, restored: &Restored) -> bool {
        !restored.whole && case.content_version != self.content.version
    }

    /// Whether nothing has to be asked before there can be a plan.
    pub(super) fn is_complete(&self, intake: &Intake) -> bool {
        intake.unanswered(self.content).is_none()
    }

    /// "Case 7: insertional, active, begun 3 weeks ago", as it begins every message of a case.
    pub(super) fn label(&self, kept: &StoredCase, case: &Case) -> String {
        full_label(self.content, self.case_summary(kept, Some(case)))
    }

    /// The same for a case of which it is not known whether it can be read.
    pub(super) fn label_of(&self, kept: &StoredCase) -> String {
        let read = self.restored(kept).ok();
        let answers = read.as_ref().map(|read| &read.intake.case);
        full_label(self.content, self.case_summary(kept, answers))
    }

    pub(super) fn case_summary<'c>(
        &self,
        kept: &StoredCase,
        case: Option<&'c Case>,
    ) -> CaseSummary<'c> {
        let pathway = kept.pathway.as_deref();
        let pathway = pathway.and_then(|id| self.content.find_pathway(id));
        CaseSummary {
            id: kept.id,
            name: name_of(kept),
            case,
            pathway,
            flag_told: case.is_some_and(|case| !self.pending_flags(kept, case).is_empty()),
            status: match pathway {
                _ if kept.closed => CaseStatus::Closed,
                Some(_) => CaseStatus::Planned,
                None => CaseStatus::Unfinished,
            },
            age: self.now - kept.created_at,
        }
    }
}
