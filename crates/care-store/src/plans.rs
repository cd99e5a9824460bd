//! The plans that cases were given, as they were sent.

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;
use std::sync::Arc;

use super::{CaseId, Changes, Missing, Room, StoreError, Unit, Wanted, column};

/// What is known of a plan without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenPlan {
    /// The how many-th of its case, from 1.
    pub number: u32,
    /// Unix seconds.
    pub given_at: i64,
    /// Id of the role whose wording it is.
    pub role: Option<String>,
    /// Id of the pathway.
    pub pathway: String,
    /// The content that it was made from.
    pub content_version: String,
    /// The answers that it was made for: a JSON object by ids of the content.
    pub answers: String,
}

/// A plan as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPlan {
    /// Of which case.
    pub case: CaseId,
    /// What is known of it.
    pub given: GivenPlan,
    /// The messages.
    pub messages: Vec<String>,
}

impl KeptPlan {
    pub(super) fn to_row(&self) -> Value {
        json!({
            "case_id": self.case,
            "number": self.given.number,
            "given_at": self.given.given_at,
            "role": self.given.role,
            "pathway": self.given.pathway,
            "content_version": self.given.content_version,
            "answers": self.given.answers,
            "messages": serde_json::to_string(&self.messages).unwrap_or_default(),
        })
    }
}

impl GivenPlan {
    fn from_row(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            number: u32::try_from(column::<i64>(row, "number")?).unwrap_or_default(),
            given_at: column(row, "given_at")?,
            role: column(row, "role")?,
            pathway: column(row, "pathway")?,
            content_version: column(row, "content_version")?,
            answers: column(row, "answers")?,
        })
    }
}

impl Changes {
    /// Keeps a plan that is given.
    pub fn keep_plan(&mut self, plan: KeptPlan) {
        self.kept.plans.push(plan);
    }
}

impl Room {
    /// The plans of a case so far, in order, without their messages.
    ///
    /// # Errors
    /// When they have not been read yet.
    pub fn plans_of(&self, changes: &Changes, case: CaseId) -> Result<Vec<GivenPlan>, Missing> {
        let read = self.plans.get(&case);
        let mut plans = read.cloned().ok_or(Missing(Wanted::PlansOf(case)))?;
        let new = changes.kept.plans.iter().filter(|plan| plan.case == case);
        plans.extend(new.map(|plan| plan.given.clone()));
        Ok(plans)
    }

    /// One plan with its messages.
    ///
    /// # Errors
    /// When it has not been looked for yet.
    pub fn plan(&self, case: CaseId, number: u32) -> Result<Option<KeptPlan>, Missing> {
        // One that this batch has given is not written yet.
        let new = self.kept.plans.iter();
        if let Some(plan) = new
            .filter(|plan| plan.case == case)
            .find(|plan| plan.given.number == number)
        {
            return Ok(Some(plan.clone()));
        }
        let read = self.read_plans.get(&(case, number)).cloned();
        read.ok_or(Missing(Wanted::Plan { case, number }))
    }

    pub(super) fn take_plans(&mut self, plans: Vec<KeptPlan>) {
        for plan in plans {
            if let Some(known) = self.plans.get_mut(&plan.case) {
                known.push(plan.given.clone());
            }
            self.kept.plans.push(plan);
        }
    }

    /// With a case go its plans, written or not.
    pub(super) fn drop_plans(&mut self, case: CaseId) {
        self.plans.remove(&case);
        self.kept.plans.retain(|plan| plan.case != case);
        self.read_plans.retain(|(of, _), _| *of != case);
    }
}

impl Unit {
    pub(super) async fn fetch_plans_of(&mut self, case: CaseId) -> Result<(), StoreError> {
        let rows = sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.read_plans_of)))
            .bind(case)
            .fetch_all(self.link()?)
            .await?;
        let mut plans = rows
            .iter()
            .map(GivenPlan::from_row)
            .collect::<Result<Vec<_>, _>>()?;
        let new = self.room.kept.plans.iter().filter(|plan| plan.case == case);
        plans.extend(new.map(|plan| plan.given.clone()));
        self.room.plans.insert(case, plans);
        Ok(())
    }

    pub(super) async fn fetch_plan(&mut self, case: CaseId, number: u32) -> Result<(), StoreError> {
        let row = sqlx::query(AssertSqlSafe(Arc::clone(&self.sql.read_plan)))
            .bind(case)
            .bind(i64::from(number))
            .fetch_optional(self.link()?)
            .await?;
        let plan = match &row {
            None => None,
            Some(row) => {
                let messages: String = column(row, "messages")?;
                Some(KeptPlan {
                    case,
                    given: GivenPlan::from_row(row)?,
                    messages: serde_json::from_str(&messages).unwrap_or_default(),
                })
            }
        };
        self.room.read_plans.insert((case, number), plan);
        Ok(())
    }
}
