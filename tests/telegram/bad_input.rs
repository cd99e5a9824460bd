//! What people type, send and press that no card asks for.

use crate::harness::{Answers, TestBot};
use serde_json::json;

#[tokio::test]
async fn typed_words_are_taken_where_a_button_would_be() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.says("none");
    ada.is_asked("Where is the focus?").await;
    ada.says("Insertional");
    ada.is_asked("largest length").await;
    ada.says("1-2 cm");
    ada.is_asked("What symptoms").await;
    ada.says("load pain");
    ada.is_asked("Which age band?").await;
    ada.says("62");
    ada.is_asked("How long").await;
    ada.says("chronic");
    ada.is_asked("worst pain").await;
    ada.says("7");
    ada.is_asked("fluoroquinolone antibiotic").await;
    ada.says("never");
    ada.is_asked("How was the ossification seen?").await;
    ada.says("x-ray, uss");
    ada.is_asked("structured loading").await;
    ada.says("never");
    let plan = ada.reads_plan(1).await;
    ada.taps_on(plan.last(), "Change an answer").await;
    let card = ada.is_asked("Choose the answer to change.").await;
    for label in [
        "Worst pain: 6 to 7",
        "Age: 60 to 64",
        "Duration: Over 6 months",
    ] {
        assert!(
            card.labels().contains(&label),
            "{label}: {:?}",
            card.labels()
        );
    }
    harness.calm().await;
    // What was understood stands below each text; only the newest card can be tapped.
    let cards = ada.heard();
    let live = cards.iter().filter(|card| card.labels().contains(&"⋯"));
    assert_eq!(live.count(), 0, "no older card with buttons");
}

#[tokio::test]
async fn a_text_that_fits_nothing_gets_the_buttons_again() {
    let harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    let old = ada.card();
    let typed = ada.says("somewhere over the rainbow, I think");
    let card = ada
        .until_new_card(&old, "That fits none of the answers.")
        .await;
    assert_eq!(card.reply_to, Some(typed));
    assert!(card.labels().contains(&"Insertional"));
    harness.calm().await;
    assert!(ada.message(old.id).buttons.is_empty());
    ada.taps_on(&card, "Insertional").await;
    ada.is_asked("largest length").await;
}

#[tokio::test]
async fn an_age_out_of_range_gets_the_range() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.answers_until(&Answers::incidental(), "Age").await;
    ada.says("130");
    ada.is_asked("Please send a whole number from 0 to 120.")
        .await;
    ada.says("-3");
    ada.sees_times(2, "Please send a whole number from 0 to 120.")
        .await;
    ada.says("45");
    ada.reads_plan(1).await;
}

#[tokio::test]
async fn a_score_out_of_range_gets_the_range() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    ada.taps("More answers").await;
    ada.is_asked("Each of these can still change the plan")
        .await;
    ada.taps("+ VISA-A").await;
    ada.is_asked("Type a whole number from 0 to 100.").await;
    for text in ["130", "-1", "99999999999999999999"] {
        let old = ada.card();
        ada.says(text);
        ada.until_changed_card(&old).await;
    }
    ada.says("101");
    ada.is_asked("Please send a whole number from 0 to 100.")
        .await;
    ada.says("62");
    let card = ada
        .is_asked("Each of these can still change the plan")
        .await;
    assert!(card.text.contains("VISA-A: 62"), "{}", card.text);
}

#[tokio::test]
async fn pictures_and_files_get_a_polite_word_and_the_question() {
    let harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    ada.client.send_photo();
    ada.sees_times(1, "Please answer this instead: Where is the focus?")
        .await;
    ada.client.send_voice();
    ada.sees_times(2, "Please answer this instead").await;
    ada.client.send_document("radiograph.dcm");
    ada.sees_times(3, "Please answer this instead").await;
    ada.client.send_sticker();
    ada.sees_times(4, "Please answer this instead").await;
    assert!(!harness.keeps("telegram-photo"));
    assert!(!harness.keeps("radiograph.dcm"));
    ada.says("both");
    ada.sees("largest length").await;
}

#[tokio::test]
async fn strange_texts_do_no_harm_and_are_not_kept() {
    let mut harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    let long = "quicksilver ".repeat(340);
    let texts = [
        long.as_str(),
        long.as_str(),
        long.as_str(),
        "quicksilver\u{0}\u{1}\u{7}\u{1b}[0m\u{200b}\u{feff}",
        "\u{202e}quicksilver הגיד שלי כואב العقب",
        "🦶🏽👩‍⚕️ quicksilver 🦴",
        "<b>quicksilver</b> &gt; <a href=\"https://example.org\">x</a> </i>",
    ];
    for (number, text) in (1..).zip(texts) {
        ada.says(text);
        ada.sees_times(number, "That fits none of the answers.")
            .await;
    }
    ada.says("insertional");
    ada.is_asked("largest length").await;
    harness.calm().await;
    assert_eq!(ada.count_of("quicksilver"), 0, "not even repeated");
    assert!(!harness.keeps("quicksilver"));
    harness.stop_bot().await;
    assert!(!harness.keeps("quicksilver"));
}

#[tokio::test]
async fn what_could_identify_somebody_is_refused_and_not_kept() {
    let mut harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    for (number, text) in (1..).zip(["Mrs Quillfeather", "born 03/11/1962", "ada@example.org"]) {
        ada.says(text);
        ada.sees_times(number, "It was not stored.").await;
    }
    harness.calm().await;
    harness.stop_bot().await;
    for word in ["Quillfeather", "03/11/1962", "example.org", "Ada"] {
        assert!(!harness.keeps(word), "{word} is in the database");
    }
}

#[tokio::test]
async fn an_edited_message_changes_nothing() {
    let harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    let typed = ada.says("insertional");
    ada.is_asked("largest length").await;
    harness.calm().await;
    let before = ada.heard();
    ada.client.edit(typed, "under 1 cm").unwrap();
    // The answers and the card stay as they were; the person hears that an edit is not read.
    let told = ada.sees("An edited message is not read again").await;
    assert_eq!(told.reply_to, Some(typed));
    harness.calm().await;
    let mut after = ada.heard();
    after.retain(|message| message.id != told.id);
    assert_eq!(after, before);
}

#[tokio::test]
async fn an_unknown_command_gets_the_help() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.says("/diagnose now");
    let help = ada.sees("That command is not known here.").await;
    assert!(help.text.contains("/new begins a case"));
}

#[tokio::test]
async fn text_without_a_question_gets_what_can_be_done() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.says("hello");
    let menu = ada.is_asked("are answered here").await;
    assert_eq!(menu.labels(), ["New case", "My cases"]);
}

#[tokio::test]
async fn buttons_that_the_bot_never_made_get_a_toast() {
    let harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    harness.calm().await;
    let card = ada.card();
    let before = ada.heard();
    let long = "x".repeat(64);
    for data in [
        "",
        "hello",
        "c:1:1",
        "c:1:1:?",
        "c:!:1:b",
        "o:1:q",
        "p:5:dance",
        &long,
    ] {
        let toast = ada.presses(card.id, data).await;
        assert!(
            toast.starts_with("This button is not known here."),
            "{data:?}: {toast}"
        );
    }
    for data in ["c:zzz:1:b", "o:zzz:c", "c:-1:1:b"] {
        let toast = ada.presses(card.id, data).await;
        assert!(
            toast.starts_with("That case is no longer here."),
            "{data:?}: {toast}"
        );
    }
    harness.calm().await;
    assert_eq!(ada.heard(), before);
}

#[tokio::test]
async fn updates_of_the_future_do_not_stop_the_bot() {
    let harness = TestBot::open().await;
    let ada = harness.ada_at_the_site().await;
    harness
        .telegram
        .push_raw_update(json!({"hologram": {"id": 1, "from": {"id": 5}}}));
    harness
        .telegram
        .push_raw_update(json!({"message": {"nothing": "as expected"}}));
    harness.telegram.push_raw_update(json!({"message": {
        "message_id": 9000, "date": 1_800_000_000,
        "chat": {"id": 5, "type": "private", "first_name": "Ada"},
        "from": {"id": 5, "is_bot": false, "first_name": "Ada"},
        "text": "both", "entities": [{"type": "aura", "offset": 0, "length": 4}]
    }}));
    ada.is_asked("largest length").await;
}
