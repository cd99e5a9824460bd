//! The case that a message is about, with the plan that counts for the answer.

use care_engine::case::Case;
use care_engine::content::{Content, LineIx, PathwayKind, QuestionIx, RoleIx, TreatmentIx};
use care_engine::plan::{Plan, Withheld};

use super::certain::{self, Coming};

/// The case of a thread, with the plan that counts for the answer.
#[derive(Debug)]
pub(super) struct About<'a> {
    /// Its answers as they are recorded.
    pub case: &'a Case,
    /// The cases that it can still be: itself, or before there is a plan those that get one which treats.
    pub ways: Vec<Case>,
    /// Its plan, made stricter by what was just said; without a plan, what is certain all the same.
    pub made: Plan,
    /// What still has to be answered where there is no plan yet.
    pub missing: Vec<QuestionIx>,
    /// Treatments that every plan leaves open which can still come of it.
    pub open: Vec<TreatmentIx>,
    /// Treatments that some such plan leaves open.
    pub possible: Vec<TreatmentIx>,
}

impl<'a> About<'a> {
    pub(super) fn new(content: &Content, case: &'a Case, made: Plan, role: Option<RoleIx>) -> Self {
        let mut about = Self {
            case,
            ways: vec![case.clone()],
            made,
            missing: Vec::new(),
            open: Vec::new(),
            possible: Vec::new(),
        };
        if about.made.kind == PathwayKind::NoPlan {
            let coming = Coming::of(content, case, role);
            about.missing = certain::missing(content, case);
            about.ways = coming.treated();
            about.open = coming.open(content);
            about.possible = coming.possible(content);
            about.made.lines.extend(coming.lines(content));
            about.add_withheld(coming.withheld(content));
        }
        about.add_withheld(forbidden(content, case, role));
        about
    }

    /// Whether its plan has a line.
    pub(super) fn has_line(&self, line: LineIx) -> bool {
        self.made.all_lines().any(|one| one.line == line)
    }

    /// A case that is only imagined, of which these treatments are withheld.
    pub(super) fn imagined(
        content: &Content,
        case: &'a Case,
        made: Plan,
        withheld: Vec<Withheld>,
    ) -> Self {
        let mut about = Self {
            case,
            ways: Vec::new(),
            made,
            missing: Vec::new(),
            open: Vec::new(),
            possible: content.treatment_places().collect(),
        };
        let held = |one: &TreatmentIx| withheld.iter().any(|held| held.treatment == *one);
        about.possible.retain(|one| !held(one));
        about.add_withheld(withheld);
        about
    }

    /// What was just said closes at once, and opens nothing. Says whether it closed anything.
    pub(super) fn tell(
        &mut self,
        content: &Content,
        together: &Case,
        role: Option<RoleIx>,
    ) -> bool {
        let coming = Coming::of(content, together, role);
        let before = self.made.withheld.clone();
        self.add_withheld(coming.withheld(content));
        self.add_withheld(forbidden(content, together, role));
        let open = coming.open(content);
        self.open.retain(|one| open.contains(one));
        let possible = coming.possible(content);
        self.possible.retain(|one| possible.contains(one));
        self.ways = coming.treated();
        let reasons = |all: &[Withheld]| -> Vec<(TreatmentIx, Vec<String>)> {
            let reasons = all
                .iter()
                .map(|held| (held.treatment, held.reasons.clone()));
            let mut reasons: Vec<_> = reasons.collect();
            reasons.sort();
            reasons
        };
        reasons(&before) != reasons(&self.made.withheld)
    }

    /// Takes in what is withheld too, with its reasons in place of those that were known.
    fn add_withheld(&mut self, withheld: Vec<Withheld>) {
        for held in withheld {
            let known = &mut self.made.withheld;
            known.retain(|known| known.treatment != held.treatment);
            known.push(held);
        }
    }
}

/// What somebody who asks about their own body must not have, whatever is still to be answered. Their pathway gives
/// information and withholds nothing by itself; what a clinician's plan of the same case withholds is not for them.
fn forbidden(content: &Content, case: &Case, role: Option<RoleIx>) -> Vec<Withheld> {
    if content.plain_reader(case).is_none() {
        return Vec::new();
    }
    let mut of_clinician = case.clone();
    of_clinician.set(content.topic.role_question, None);
    Coming::of_some(content, &of_clinician, role).withheld(content)
}
