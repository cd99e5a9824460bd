//! From /start to the plan: one case of every kind.

use crate::harness::{Answers, TestBot, User};

/// Welcome and intake are one message, edited in place; what follows is the plan.
#[track_caller]
fn one_card_and_the_plan(user: &User) {
    let heard = user.heard();
    let plan = user.plans().pop().unwrap();
    assert_eq!(heard.len(), 1 + plan.messages.len());
    assert!(heard[0].edited > 0);
    assert!(heard[0].text.contains("the plan is below"));
    assert_eq!(
        heard[0].labels(),
        ["Add or change answers", "New case"],
        "the card leads on"
    );
}

#[tokio::test]
async fn a_painful_first_visit_gets_an_active_plan_within_nine_screens() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (walk, plan) = ada.gets_a_plan(&Answers::painful()).await;
    assert!(walk.screens() <= 9, "{walk:?}");
    walk.keeps_its_promise();
    plan.is_complete();
    plan.says("Active conservative care");
    plan.says("Avoid");
    plan.says("Safety net:");
    one_card_and_the_plan(&ada);
    ada.taps_on(plan.last(), "Evidence").await;
    ada.is_asked("Assumed, because it was not answered").await;
}

#[tokio::test]
async fn an_incidental_finding_is_observed_within_five_screens() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let (walk, plan) = ada.gets_a_plan(&Answers::incidental()).await;
    assert!(walk.screens() <= 5, "{walk:?}");
    walk.keeps_its_promise();
    plan.is_complete();
    plan.says("Observe");
    one_card_and_the_plan(&ada);
}

#[tokio::test]
async fn more_than_five_centimetres_goes_to_a_specialist() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let answers = Answers::painful()
        .and("Size", &["5 cm or more"])
        .and("Signs, asked again", &["None of these"]);
    let (walk, plan) = ada.gets_a_plan(&answers).await;
    // One more than usual: the screen named such a lump, so its signs are asked for again.
    assert!(walk.screens() <= 10, "{walk:?}");
    walk.keeps_its_promise();
    plan.is_complete();
    plan.says("Specialist opinion");
    plan.says("Not a small focus");
    one_card_and_the_plan(&ada);
}

#[tokio::test]
async fn a_possible_rupture_is_urgent_after_one_screen() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let answers = Answers::painful().and("Red flags", &["Possible rupture"]);
    let (walk, plan) = ada.gets_a_plan(&answers).await;
    assert_eq!(walk.titles, ["Red flags"]);
    walk.keeps_its_promise();
    plan.is_complete();
    plan.says("Urgent");
    plan.says("URGENT TODAY: possible Achilles rupture.");
    one_card_and_the_plan(&ada);
}

#[tokio::test]
async fn another_red_flag_is_urgent_after_one_screen() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let answers = Answers::painful().and("Red flags", &["Infection", "Cold or numb foot"]);
    let (walk, plan) = ada.gets_a_plan(&answers).await;
    assert_eq!(walk.titles, ["Red flags"]);
    plan.is_complete();
    plan.says("EMERGENCY NOW");
    one_card_and_the_plan(&ada);
}

#[tokio::test]
async fn pain_at_night_without_an_explanation_is_urgent() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let answers = Answers::painful()
        .and("Symptoms", &["Pain at rest or at night"])
        .and("Rest pain", &["Not explained"]);
    let (walk, plan) = ada.gets_a_plan(&answers).await;
    assert!(!walk.passed("Summary"), "{walk:?}");
    assert_eq!(walk.titles.last().unwrap(), "Rest pain");
    walk.keeps_its_promise();
    plan.is_complete();
    plan.says("Urgent");
    plan.says("cancer pathway");
}

#[tokio::test]
async fn pain_at_night_with_an_explanation_goes_on() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let answers = Answers::painful()
        .and("Symptoms", &["Pain at rest or at night"])
        .and("Rest pain", &["Yes, by recent overuse"])
        .and("Rest pain, again", &["Yes, cause known and easing"]);
    let (walk, plan) = ada.gets_a_plan(&answers).await;
    walk.keeps_its_promise();
    assert!(
        walk.screens() <= 11,
        "two more, for the pain at night: {walk:?}"
    );
    plan.says("Active conservative care");
}

#[tokio::test]
async fn a_child_is_never_given_the_adult_plan() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let answers = Answers::incidental()
        .and("Age", &["Under 12"])
        .and("Great toes", &["Not examined"]);
    let (walk, plan) = ada.gets_a_plan(&answers).await;
    assert_eq!(walk.titles.last().unwrap(), "Great toes");
    plan.is_complete();
    plan.says("Urgent");
    plan.says("the adult routine plan does not apply");
}

#[tokio::test]
async fn without_a_screen_there_is_no_plan_but_only_after_asking_twice() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.taps("Not screened yet").await;
    let card = ada
        .is_asked("Without the red-flag screen there is no plan")
        .await;
    assert!(card.text.contains("Red flags"));
    assert!(ada.plans().is_empty());
    ada.taps("Not screened yet").await;
    let plan = ada.reads_plan(1).await;
    plan.is_complete();
    plan.says("No plan yet: the red-flag screen has to be answered first.");
    plan.does_not_say("Exercise and load");
    one_card_and_the_plan(&ada);
}

#[tokio::test]
async fn somebody_who_is_not_a_clinician_gets_information_in_plain_words() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in_as("Not a clinician").await;
    let answers = Answers::painful()
        .and("Warning signs", &["None of these"])
        .and("Place", &["At the heel bone"])
        .and("What you feel", &["Pain when I use it"])
        .and("Exercise shown to you", &["No, or not sure"]);
    let walk = ada.answers(&answers).await;
    assert!(walk.screens() <= 5, "{walk:?}");
    walk.keeps_its_promise();
    let plan = ada.asks_for_the_plan().await;
    plan.is_complete();
    plan.says("Information");
    plan.says("Please see a doctor");
    plan.does_not_say("Active conservative care");
    // Questions worded by clinicians are not offered.
    let labels = plan.last().labels();
    assert!(
        !labels.iter().any(|label| label.ends_with('?')),
        "{labels:?}"
    );
    one_card_and_the_plan(&ada);
}

#[tokio::test]
async fn who_cannot_say_anything_of_the_warning_signs_is_told_whom_to_see_and_may_answer_after_all()
{
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in_as("Not a clinician").await;
    ada.taps("I cannot say").await;
    let card = ada.is_asked("tap I cannot say once more").await;
    assert!(!card.text.contains("red-flag screen"), "{}", card.text);
    ada.taps("I cannot say").await;
    let plan = ada.reads_plan(1).await;
    plan.is_complete();
    plan.says("see a doctor");
    for message in ada.heard() {
        assert!(!message.text.contains("Who is asking"), "{}", message.text);
    }
    ada.taps_on(plan.last(), "Answer the warning signs").await;
    ada.is_asked("Do you have any of these now?").await;
    ada.taps("None of these").await;
    ada.is_asked("Where is the bone in your tendon?").await;
}

#[tokio::test]
async fn every_role_gets_a_plan_that_telegram_takes() {
    let harness = TestBot::open().await;
    let roles = [
        "Specialist",
        "Primary care clinician",
        "Physiotherapist or allied health",
        "Trainee or student",
    ];
    for (number, role) in (100..).zip(roles) {
        let person = harness.person(number, role);
        let user = harness.user(&person, person.in_private(), None);
        user.comes_in_as(role).await;
        user.answers(&Answers::painful()).await;
        let plan = user.asks_for_the_plan().await;
        plan.is_complete();
        assert!(plan.messages.iter().all(|m| m.text.chars().count() <= 4096));
    }
}

#[tokio::test]
async fn the_same_answers_give_two_people_the_same_plan() {
    let harness = TestBot::open().await;
    let (ada, ben) = (harness.ada(), harness.ben());
    let (_, first) = ada.gets_a_plan(&Answers::painful()).await;
    let (_, second) = ben.gets_a_plan(&Answers::painful()).await;
    assert_eq!(
        first.text().replace("Case 1", ""),
        second.text().replace("Case 1", "")
    );
}

#[tokio::test]
async fn a_red_flag_tapped_by_mistake_is_corrected_from_the_plan() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    let answers = Answers::painful().and("Red flags", &["Infection"]);
    ada.gets_a_plan(&answers).await;
    ada.taps("More answers").await;
    ada.is_asked("Each of these can still change the plan")
        .await;
    ada.taps("Change an answer").await;
    ada.is_asked("Choose the answer to change.").await;
    ada.taps("Red flags: Infection").await;
    ada.is_asked("Is any of these present now?").await;
    ada.taps("None of these").await;
    ada.is_asked("Marked or told: Infection.").await;
    ada.taps("None of these").await;
    ada.is_asked("Site").await;
    let walk = ada.answers(&Answers::painful()).await;
    assert!(walk.passed("Symptoms"), "{walk:?}");
    let plan = ada.reads_plan(2).await;
    plan.says("Active conservative care");
}
