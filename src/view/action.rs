//! What a button does.

use care_engine::content::{AskedIx, Content, LineIx, OptionIx, QuestionIx, TreatmentIx};
use care_engine::intake::Override;
use care_language::qa::Judged;

/// What a button of a case does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Answers a one-choice question.
    Choose(QuestionIx, OptionIx),
    /// Sets or clears a mark.
    Mark(QuestionIx, OptionIx, bool),
    /// Ends a several-choice question.
    Done(QuestionIx),
    /// Leaves a question out.
    Skip(QuestionIx),
    /// One card back.
    Back,
    /// Opens an answer.
    Edit(QuestionIx),
    /// Gives the plan.
    ShowPlan,
    /// Lists what else can be answered.
    Refine,
    /// Begins again.
    StartOver,
    /// Closes the case.
    Cancel,
    /// Shows the present card again, here.
    Continue,
}

/// What a button outside a case does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonAction {
    /// The disclaimer is read.
    Accept,
    /// Chooses a role by its id.
    Role(String),
    /// Opens the choice of a role.
    ChooseRole,
    /// Opens the choice of what the local service can offer.
    ChooseAccess,
    /// Sets or clears one thing that the local service can offer.
    Access(String, bool),
    /// Is done with that.
    AccessDone,
    /// Begins a case.
    NewCase,
    /// Lists the cases.
    Cases,
    /// Shows the privacy note.
    Privacy,
    /// Deletes everything that is kept of the person.
    Forget,
    /// Leaves it.
    DoNotForget,
}

/// What can be looked at of a case. Looking changes nothing, so anybody in its chat may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A page of what the plan says, to choose of which to ask why.
    Whys(usize),
    /// Why a line stands in the plan.
    WhyLine(LineIx),
    /// Why a treatment is withheld.
    WhyWithheld(TreatmentIx),
    /// A page of the answers, to choose one to change.
    Answers(usize),
    /// A page of the answers, to choose one to suppose otherwise.
    Suppositions(usize),
    /// What could be supposed instead of one answer.
    Instead(QuestionIx),
    /// The plan that would follow.
    Suppose(Override),
    /// A page of the plans so far.
    Plans(usize),
    /// One of them, by its number.
    Plan(u32),
}

/// How far the deletion of a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// It has to be confirmed.
    Ask,
    /// It is confirmed.
    Sure,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// What it does.
    pub press: Press,
}

/// What a button belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// The case of the card it stands on.
    Case(Action),
    /// Another case, by its number: from a list of cases.
    OtherCase(i64, Action),
    /// A case by its number, its card taking the place of the message pressed on.
    Here(i64, Action),
    /// A question about a case, by its number, or about none.
    Asked(Option<i64>, AskedIx),
    /// The person.
    Person(PersonAction),
    /// Something to look at of a case, by its number, in the place of the message pressed on.
    Look(i64, Look),
    /// The same, on a message of its own: what is pressed on stays.
    Open(i64, Look),
    /// Opens a topic for a case, by its number.
    Topic(i64),
    /// Takes over an answer that was supposed, by the case's own person.
    Save(i64, Override),
    /// Deletes a case, by its own person.
    Delete(i64, Deletion),
    /// Another page of the person's cases.
    CasesFrom(usize),
    /// Whether an answer about a case, by its number, or about none, was helpful.
    Helpful(Option<i64>, Judged, bool),
}

/// Rows of buttons.
pub type Keyboard = Vec<Vec<Button>>;

impl Button {
    /// A button of the card's case.
    pub fn case(label: impl Into<String>, action: Action) -> Self {
        Self {
            label: label.into(),
            press: Press::Case(action),
        }
    }

    /// A button of the person.
    pub fn person(label: impl Into<String>, action: PersonAction) -> Self {
        Self {
            label: label.into(),
            press: Press::Person(action),
        }
    }

    /// A button that shows something of a case on a message of its own.
    pub fn open(label: impl Into<String>, case: i64, look: Look) -> Self {
        Self {
            label: label.into(),
            press: Press::Open(case, look),
        }
    }

    /// A button that shows something of a case where it stands.
    pub fn look(label: impl Into<String>, case: i64, look: Look) -> Self {
        Self {
            label: label.into(),
            press: Press::Look(case, look),
        }
    }
}

/// What can be offered under a plan because there is such a thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlanOffers {
    /// The case had plans before.
    pub earlier_plans: bool,
    /// The chat has topics, and the case none of its own.
    pub own_topic: bool,
}

/// What stands under every plan, beside the questions offered.
pub fn plan_rows(content: &Content, case: i64, offers: PlanOffers) -> Keyboard {
    let look = |key, look| Button::open(content.text(key), case, look);
    let mut rows = vec![
        vec![
            look("button.why", Look::Whys(0)),
            look("button.what_if", Look::Suppositions(0)),
        ],
        vec![look("button.change", Look::Answers(0))],
        vec![Button {
            label: content.text("button.refine").to_owned(),
            press: Press::OtherCase(case, Action::Refine),
        }],
    ];
    let plans = offers
        .earlier_plans
        .then(|| look("button.plans", Look::Plans(0)));
    let topic = offers.own_topic.then(|| Button {
        label: content.text("button.own_topic").to_owned(),
        press: Press::Topic(case),
    });
    let last: Vec<Button> = plans.into_iter().chain(topic).collect();
    if !last.is_empty() {
        rows.push(last);
    }
    rows
}
