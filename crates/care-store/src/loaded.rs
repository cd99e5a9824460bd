//! What is read for a request, row by row.

use care_ids::ChatId;

use crate::admissions::{Admission, Invitation};
use crate::audit_log::AuditSummary;
use crate::cases::{CaseCount, StoredCase};
use crate::people::{Member, Person};
use crate::plans::{PlanMessage, StoredPlan};

/// Something that was read for a request.
#[derive(Debug)]
pub(crate) enum Loaded {
    Person(Person),
    Case(StoredCase),
    Listed(StoredCase),
    Open(StoredCase),
    OfColleague(StoredCase),
    OfMessage(StoredCase),
    OfTopic(StoredCase),
    Plan(StoredPlan),
    /// Read after the plan.
    PlanMessage(PlanMessage),
    WholePlan(StoredPlan),
    Member(Member),
    Admission(Admission),
    Invitation(Invitation),
    CaseCount(CaseCount),
    OpensTopic,
    Shown(AuditSummary),
    Move {
        from: ChatId,
        to: ChatId,
    },
}
