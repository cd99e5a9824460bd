//! What comes with a message or in the place of a typed text: captions, file names, contacts, albums.

use crate::clinic::{Clinic, IDENTIFYING, person, push_message};
use crate::harness::{Answers, TestBot};
use serde_json::json;

#[tokio::test]
async fn what_is_written_under_a_picture_is_read_and_a_name_is_left_out() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    ada.client
        .send_captioned_photo("54F insertional 14 mm, pain 5/10 for 6 months");
    ada.sees("What you wrote with it was read.").await;
    let read = ada.sees("I read:").await;
    assert!(read.text.contains("Insertional"), "{}", read.text);
    ada.client.send_captioned_document(
        "Quillfeather_1961.pdf",
        "Mrs Quillfeather wants ibuprofen, ok?",
    );
    let refused = ada.sees("could identify somebody").await;
    for words in [
        "in the caption",
        "in the file name",
        "The rest of your message was read.",
    ] {
        assert!(refused.text.contains(words), "{}", refused.text);
    }
    assert!(!refused.text.contains("Quillfeather"));
}

#[tokio::test]
async fn the_refusal_says_what_was_seen_and_where() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.gets_a_plan(&Answers::painful()).await;
    let typed = ada.says("Mrs Quillfeather wants ibuprofen for her heel, ok?");
    let told = ada.sees("A name at the start of your message").await;
    assert!(told.text.contains("The rest of your message was read."));
    let clinical = |words: &str| ada.heard().iter().any(|one| one.text.contains(words));
    ada.until("an answer to the rest", || {
        clinical("In this case: ").then_some(())
    })
    .await;
    assert!(!clinical("Quillfeather"));
    harness.calm().await;
    assert!(ada.message(typed).deleted);
    ada.client.send_media(
        "contact",
        json!({"first_name": "Ann", "phone_number": "+44 7700 900123"}),
    );
    ada.sees("on the contact card").await;
    ada.says("/new Mrs Quillfeather 62, insertional 12 mm, pain on loading for 5 months");
    ada.sees("Site: Insertional").await;
    let typed = ada.says("none");
    harness.calm().await;
    ada.client.edit(typed, "ring me on 07700 900461").unwrap();
    ada.sees("A telephone number in the edited message").await;
}

#[tokio::test]
async fn identifiers_are_screened_wherever_they_stand() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    let photo = json!([{"file_id": "f", "file_unique_id": "f", "width": 1, "height": 1}]);
    let private = json!({"id": 5, "type": "private", "first_name": "Ada"});
    for (number, fields) in [
        json!({"photo": photo, "caption": IDENTIFYING}),
        json!({"document": {"file_id": "f", "file_unique_id": "f",
            "file_name": "John_Smith_DOB_01-02-1970.pdf"}}),
        json!({"contact": {"phone_number": "+44 7700 900123", "first_name": "John"}}),
        json!({"from_the_future": {}, "caption": IDENTIFYING}),
    ]
    .into_iter()
    .enumerate()
    {
        let mut fields = fields;
        fields["from"] = person(5);
        push_message(&harness, private.clone(), fields);
        ada.sees_times(number + 1, "could identify somebody").await;
    }
    harness.calm().await;
    let typed = ada.says("none");
    harness.calm().await;
    ada.client.edit(typed, IDENTIFYING).unwrap();
    ada.sees_times(5, "could identify somebody").await;
    harness.calm().await;
    assert!(ada.message(typed).deleted);
}

#[tokio::test]
async fn in_the_topic_of_a_case_captions_are_screened_and_pictures_get_no_reply() {
    let clinic = Clinic::open().await;
    let ben = clinic.ben();
    clinic.harness.telegram.forget_calls();
    ben.client.send_photo();
    clinic.is_silent("a picture").await;
    clinic.push(json!({
        "from": person(6), "message_thread_id": clinic.topic, "is_topic_message": true,
        "photo": [], "caption": IDENTIFYING,
    }));
    ben.sees("could identify somebody").await;
    clinic.harness.calm().await;
    assert_eq!(clinic.calls("deleteMessage"), 1);
}

#[tokio::test]
async fn a_red_flag_under_a_picture_is_named_wherever_the_case_is() {
    let clinic = Clinic::open().await;
    let ben = clinic.ben();
    ben.client
        .send_captioned_photo("calf swollen and tender since this morning");
    ben.sees("deep vein thrombosis").await;
    let private = clinic.harness.ben();
    private.comes_in().await;
    let card = private.card();
    private
        .client
        .send_captioned_photo("hot red swollen heel with fever, 1cm calcification");
    let card = private.until_new_card(&card, "It is marked below").await;
    assert!(
        card.labels().contains(&"☑ Infection"),
        "{:?}",
        card.labels()
    );
}

#[tokio::test]
async fn an_album_gets_one_reply() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    let private = json!({"id": 5, "type": "private", "first_name": "Ada"});
    for picture in 0..10 {
        push_message(
            &harness,
            private.clone(),
            json!({"message_id": 100 + picture, "from": person(5), "media_group_id": "77", "photo": []}),
        );
    }
    ada.sees("cannot be read here").await;
    harness.calm().await;
    assert_eq!(ada.count_of("cannot be read here"), 1);
    // The next album gets its own.
    push_message(
        &harness,
        private,
        json!({"from": person(5), "media_group_id": "78", "photo": []}),
    );
    ada.sees_times(2, "cannot be read here").await;
}

#[tokio::test]
async fn whatever_is_sent_in_a_private_chat_gets_an_answer() {
    let harness = TestBot::open().await;
    let ada = harness.ada();
    ada.comes_in().await;
    let private = json!({"id": 5, "type": "private", "first_name": "Ada"});
    let place = json!({"latitude": 1.0, "longitude": 1.0});
    let kinds = [
        json!({"dice": {"emoji": "🎲", "value": 4}}),
        json!({"poll": {"id": "1", "question": "Op?", "options": []}}),
        json!({"venue": {"location": place, "title": "Clinic", "address": "here"}, "location": place}),
        json!({"story": {"id": 1, "chat": private}}),
        json!({"game": {"title": "T", "description": "D", "photo": []}}),
        json!({"checklist": {"title": "To do", "tasks": []}}),
        json!({"gift": {"gift": {"id": "1"}}}),
        json!({"from_the_future": {"x": 1}}),
    ];
    for (number, fields) in kinds.into_iter().enumerate() {
        let mut fields = fields;
        fields["from"] = person(5);
        push_message(&harness, private.clone(), fields.clone());
        let answers = || (ada.count_of("cannot be read here") > number).then_some(());
        ada.until(&fields.to_string(), answers).await;
    }
}
