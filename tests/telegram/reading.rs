//! A sentence becomes a case; answers, questions, corrections and red flags typed at any time.

use crate::harness::{Answers, TestBot, User};

/// Eight facts of a case without branches, as somebody types them.
const SENTENCE: &str =
    "44F midportion ossicle 1.3cm on US, sore on running 5/52, pain 3/10, never had quinolones";

/// Somebody whose role is known, before the first card of a case.
async fn at_the_screen(harness: &TestBot) -> User {
    let ada = harness.ada();
    ada.comes_in().await;
    ada
}

/// Passes the screen with one tap, which is counted.
async fn passes_the_screen(ada: &User) -> usize {
    ada.taps("None of these").await;
    1
}

/// The button that leads from the summary to the plan.
fn confirms(ada: &User) -> &'static str {
    let card = ada.card();
    let labels = card.labels();
    ["These are right", "Show the plan"]
        .into_iter()
        .find(|label| labels.contains(label))
        .unwrap_or("These are right")
}

#[tokio::test]
async fn a_sentence_of_eight_facts_leads_to_the_plan_in_four_taps() {
    let harness = TestBot::open().await;
    let ada = at_the_screen(&harness).await;
    let typed = ada.says(SENTENCE);
    let card = ada.sees("I read:").await;
    assert_eq!(card.reply_to, Some(typed), "below what was typed");
    for line in [
        "Site: Midportion",
        "Size: 1 to 2 cm",
        "Worst pain: 1 to 3",
        "Age: 40 to 59",
    ] {
        assert!(card.text.contains(line), "{line}\n{}", card.text);
    }
    let mut taps = passes_the_screen(&ada).await;
    ada.is_asked("Summary").await;
    taps += 1;
    ada.taps(confirms(&ada)).await;
    ada.reads_plan(1).await.says("midportion");
    assert!(taps <= 4, "{taps} taps");
}

#[tokio::test]
async fn what_was_not_read_is_told_by_its_place_and_never_by_its_words() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    for (text, place) in [
        (format!("{SENTENCE}, zorbled quuxly"), "the last part"),
        (
            format!("likes gardening and chess, {SENTENCE}"),
            "the first part",
        ),
        (
            format!("{SENTENCE}. He was zorbled quuxly. Pain 3/10."),
            "sentence 2",
        ),
    ] {
        ada.says("/delete_my_data");
        ada.is_asked("Delete everything stored about you").await;
        ada.taps("Delete everything of mine").await;
        ada.sees("Everything stored about you has been deleted.")
            .await;
        harness.calm().await;
        // Before it is known who reads, and after.
        ada.says(&text);
        ada.is_asked("Which best describes you?").await;
        ada.taps("Primary care clinician").await;
        let told = format!("Not read of your message: {place}.");
        let first = ada.is_asked(&told).await;
        ada.says("/new");
        let card = ada.until_new_card(&first, "Red flags").await;
        ada.says(&text);
        let card = ada.until_new_card(&card, &told).await;
        for shown in [&first, &card] {
            for words in ["zorbled", "gardening"] {
                assert!(!shown.text.contains(words), "{}", shown.text);
            }
        }
    }
}

#[tokio::test]
async fn no_plan_without_the_tap_on_the_summary() {
    let harness = TestBot::open().await;
    let ada = at_the_screen(&harness).await;
    ada.says(SENTENCE);
    ada.sees("I read:").await;
    passes_the_screen(&ada).await;
    ada.is_asked("Summary").await;
    harness.calm().await;
    assert!(ada.plans().is_empty());
}

#[tokio::test]
async fn what_was_read_is_taken_back_with_one_tap() {
    let harness = TestBot::open().await;
    let ada = at_the_screen(&harness).await;
    ada.says(SENTENCE);
    ada.sees("I read:").await;
    ada.taps("Undo").await;
    ada.is_asked("Red flags").await;
    passes_the_screen(&ada).await;
    // Everything that was read is asked now.
    let card = ada.card();
    assert!(!card.text.contains("Summary"), "{}", card.text);
}

#[tokio::test]
async fn marks_read_from_a_text_are_shown_on_their_card() {
    let harness = TestBot::open().await;
    let ada = at_the_screen(&harness).await;
    ada.says("62 yo man on apixaban, insertional spur 8 mm on x-ray, pain 2/10 on walking 5/52, never had cipro");
    ada.sees("I read:").await;
    passes_the_screen(&ada).await;
    let card = ada.is_asked("NSAID risks").await;
    let marked = card
        .labels()
        .iter()
        .any(|label| label.contains('☑') && label.contains("nticoag"));
    assert!(marked, "{:?}", card.labels());
    ada.taps("Done").await;
    ada.is_asked("Summary").await;
}

#[tokio::test]
async fn a_part_that_was_not_read_is_told() {
    let mut harness = TestBot::open().await;
    let ada = at_the_screen(&harness).await;
    ada.says("44F midportion ossicle 1.3cm, flibbertigibbet gallimaufry, sore on running 5/52");
    let card = ada.sees("I read:").await;
    assert!(
        card.text
            .contains("Not read of your message: the middle part."),
        "{}",
        card.text
    );
    assert!(
        !card.text.contains("flibbertigibbet"),
        "no reply repeats what was typed"
    );
    harness.calm().await;
    harness.stop_bot().await;
    assert!(
        !harness.keeps("flibbertigibbet"),
        "what was typed is not stored"
    );
}

#[tokio::test]
async fn a_first_message_becomes_a_case_once_the_role_is_known() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.says(
        "62 year old man, calcified insertional achilles 4 months, on apixaban. What do I do?",
    );
    let begins = || {
        let card = ada
            .heard()
            .into_iter()
            .rfind(|message| !message.buttons.is_empty())?;
        (!card.text.contains("red flag")).then_some(card)
    };
    ada.until("the welcome", begins).await;
    ada.taps("Primary care clinician").await;
    let card = ada.is_asked("present now").await;
    assert!(card.text.contains("Site: Insertional"), "{}", card.text);
}

#[tokio::test]
async fn a_first_message_that_asks_is_answered_and_then_asked_who_reads() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.says("does shockwave work at the insertion?");
    let welcome = || {
        let card = ada
            .heard()
            .into_iter()
            .rfind(|message| !message.buttons.is_empty())?;
        card.labels()
            .iter()
            .any(|label| label.contains("Primary care"))
            .then_some(())
    };
    ada.until("the welcome below the answer", welcome).await;
    assert!(ada.count() >= 2, "an answer, and the welcome");
}

#[tokio::test]
async fn a_red_flag_typed_at_a_card_is_named_and_marked_on_the_screen() {
    let harness = TestBot::open().await;
    let ada = at_the_screen(&harness).await;
    passes_the_screen(&ada).await;
    for text in [
        "heard a crack this morning, no push-off",
        "calf warm and swollen since Sunday",
    ] {
        let old = ada.card();
        ada.says(text);
        let card = ada.until_new_card(&old, "It is marked below").await;
        assert!(
            card.text.contains("That may be a red flag"),
            "{}",
            card.text
        );
        assert!(
            card.labels().iter().any(|label| label.contains('☑')),
            "{:?}",
            card.labels()
        );
        assert!(!card.text.contains("fits none"), "{}", card.text);
    }
    ada.taps("Done").await;
    ada.reads_plan(1).await.says("URGENT");
}

#[tokio::test]
async fn an_answer_typed_at_a_card_is_shown_below_it_and_can_be_undone() {
    let harness = TestBot::open().await;
    let ada = at_the_screen(&harness).await;
    passes_the_screen(&ada).await;
    let old = ada.card();
    let typed = ada.says("insertional, 1.4cm, 47 yo");
    let card = ada.until_new_card(&old, "I read:").await;
    assert_eq!(card.reply_to, Some(typed));
    assert!(card.text.contains("Size: 1 to 2 cm"), "{}", card.text);
    assert!(
        ada.message(old.id).buttons.is_empty(),
        "one card has buttons"
    );
    ada.taps("Undo").await;
    let again = ada.card();
    assert!(!again.text.contains("I read:"), "{}", again.text);
}

#[tokio::test]
async fn a_question_in_the_middle_is_answered_and_the_card_comes_again() {
    let harness = TestBot::open().await;
    let ada = at_the_screen(&harness).await;
    passes_the_screen(&ada).await;
    let old = ada.card();
    let title = old.text.lines().next().unwrap().to_owned();
    ada.says("how accurate is the calf squeeze test?");
    let card = ada.until_new_card(&old, &title).await;
    assert!(!card.text.contains("fits none"), "{}", card.text);
    assert!(
        ada.heard()
            .iter()
            .any(|message| message.id > old.id && message.id < card.id),
        "an answer between"
    );
}

#[tokio::test]
async fn a_correction_after_the_plan_is_one_tap() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    ada.says("sorry, 17 mm, not 7");
    let offer = ada.sees("Change this?").await;
    assert!(
        offer.text.contains("Under 1 cm → 1 to 2 cm"),
        "{}",
        offer.text
    );
    ada.taps_on(&offer, "Change it: Size").await;
    harness.calm().await;
    ada.sees("1 to 2 cm").await;
}

#[tokio::test]
async fn a_new_patient_begins_a_case_of_its_own() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    ada.says("next one: 71 yo man, midportion ossification 2.4 cm on x-ray, sore on walking 8/52");
    let card = ada.is_asked("present now").await;
    assert!(card.text.contains("Case 2"), "{}", card.text);
    assert!(card.text.contains("Age: 65 to 74"), "{}", card.text);
}

#[tokio::test]
async fn a_tap_on_an_older_card_answers_nothing() {
    let harness = TestBot::open().await;
    let ada = at_the_screen(&harness).await;
    let old = ada.card();
    let none = User::data(&old, "None of these");
    ada.says(SENTENCE);
    ada.sees("I read:").await;
    ada.presses(old.id, &none).await;
    let card = ada.is_asked("present now").await;
    assert!(
        !card.labels().iter().any(|label| label.contains("☑ None")),
        "{:?}",
        card.labels()
    );
}

#[tokio::test]
async fn the_clinical_rest_of_a_text_with_a_name_is_read() {
    let mut harness = TestBot::open().await;
    let ada = at_the_screen(&harness).await;
    ada.says("Mrs Quillfeather 62, insertional calcification 12 mm, pain walking 5/52");
    let word = ada.sees("It was not stored.").await;
    assert!(
        word.text.contains("at the start of your message"),
        "{}",
        word.text
    );
    assert!(!word.text.contains("Quillfeather"));
    let card = ada.sees("I read:").await;
    assert!(card.text.contains("Site: Insertional"), "{}", card.text);
    harness.calm().await;
    harness.stop_bot().await;
    assert!(!harness.keeps("Quillfeather"));
}

#[tokio::test]
async fn an_option_typed_in_its_own_words_does_what_its_button_does() {
    let harness = TestBot::open().await;
    let ada = at_the_screen(&harness).await;
    ada.says("44F midportion ossicle 1.3cm on US, sore on running 5/52, pain 3/10");
    ada.sees("I read:").await;
    passes_the_screen(&ada).await;
    ada.is_asked("fluoroquinolone").await;
    // These words tell of a red flag too. Here they are the answer, and the plan is urgent because of it, as
    // after the tap; nothing asks to confirm what has just been said.
    ada.says("Taking one now");
    ada.reads_plan(1).await.says("URGENT TODAY");
    assert_eq!(ada.count_of("may be a red flag"), 0);
}

#[tokio::test]
async fn what_is_told_before_its_question_is_shown_and_not_asked_again() {
    let harness = TestBot::open().await;
    let ada = at_the_screen(&harness).await;
    ada.says("52M midportion ossicle 1.3cm on US, sore for 4 months, pain 3/10");
    let card = ada.sees("kept until it is asked").await;
    assert!(
        card.text.contains("Duration: 3 to 6 months"),
        "{}",
        card.text
    );
    passes_the_screen(&ada).await;
    ada.is_asked("What symptoms").await;
    ada.taps("Pain with load only").await;
    let card = ada.card();
    for asked in ["How long have", "worst pain"] {
        assert!(!card.text.contains(asked), "{}", card.text);
    }
    assert!(
        !card.text.contains("kept until it is asked"),
        "{}",
        card.text
    );
}
