//! What must hold for any question, without a label for one: nothing foreign is answered, every word for a
//! treatment is heard, what is listed is answered as what it is, the plan speaks first, and no question
//! changes what another one means.

use std::collections::HashSet;
use std::sync::LazyLock;

use achilles_bot::second_reader::{SecondReader, conversation};
use care_embedding::file::EmbeddingFile;
use care_embedding::model::SentenceModel;
use care_engine::case::Case;
use care_engine::content::{Anchor, StatementIx};
use care_engine::plan::{Plan, plan};
use care_language::qa::{Conversation, Reason, Reply, Turn, ways_to_embed};

use super::{CONTENT, Dice};

static CONVERSATION: LazyLock<Conversation> =
    LazyLock::new(|| conversation(&CONTENT, SecondReader::On));

fn ask(text: &str) -> Reply {
    CONVERSATION.reply(&CONTENT, &Turn::of(text))
}

fn ask_about(case: &Case, text: &str) -> Reply {
    let turn = Turn {
        case: Some(case),
        ..Turn::of(text)
    };
    CONVERSATION.reply(&CONTENT, &turn)
}

fn case(json: &str) -> Case {
    Case::from_json(&CONTENT, &serde_json::from_str(json).unwrap()).unwrap()
}

fn is_answered(reply: &Reply) -> bool {
    let mut answers = reply.answers.iter();
    answers.any(|answer| answer.reason == Reason::Answered)
}

/// A patient with pain on load at the insertion, and nothing that stands against anything.
const PAINFUL: &str = r#"{"red_flags": ["none"], "asker": "clinician_patient", "site": "insertional",
    "size": "under_1cm", "symptoms": "load_pain", "age": "40_59", "duration": "3_to_6m", "pain": "4_to_5",
    "sex": "male", "nsaid_risks": ["none"], "background": ["none_known"], "fluoroquinolone": "never",
    "imaging": ["radiograph"], "loading_done": "not_at_all"}"#;

/// Sentences about anything in medicine.
const FRAMES: &[&str] = &[
    "treatment of {}",
    "what are the symptoms of {}?",
    "how is {} diagnosed?",
    "{} prognosis",
    "when to refer {}",
    "can {} cause {}?",
    "surgery for {}?",
    "ibuprofen for {}",
    "MRI or CT for {}?",
    "{} in pregnancy",
    "exercise and {}",
    "does shockwave help {}",
    "steroid injection for {}?",
    "follow up after {}",
    "is {} common",
];
const SUBJECTS: &[&str] = &[
    "cholangitis",
    "amiodarone",
    "pemphigus",
    "hyperkalaemia",
    "retinopathy",
    "levetiracetam",
    "colitis",
    "glaucoma",
    "tonsillectomy",
    "sarcoidosis",
    "lamotrigine",
    "urticaria",
    "myasthenia",
    "otosclerosis",
    "ventilation",
    "dementia",
    "psychosis",
    "eclampsia",
    "bronchiectasis",
    "varicocele",
    "rosacea",
    "chlamydia",
    "endocarditis",
    "pertussis",
    "appendicitis",
    "insomnia",
    "jaundice",
    "keratitis",
    "leukaemia",
    "malaria",
    "narcolepsy",
    "oesophagitis",
    "pancreatitis",
    "rubella",
    "schizophrenia",
    "tinnitus",
    "scabies",
    "vertigo",
    "yellow fever",
    "shingles",
    "croup",
    "scurvy",
    "anaemia",
];

#[test]
fn hardly_any_sentence_about_the_rest_of_medicine_is_answered() {
    let mut answered = Vec::new();
    let mut asked = 0;
    for (place, frame) in FRAMES.iter().enumerate() {
        for (number, subject) in SUBJECTS.iter().enumerate() {
            let other = SUBJECTS[(number + place + 1) % SUBJECTS.len()];
            let text = frame.replacen("{}", subject, 1).replace("{}", other);
            asked += 1;
            if is_answered(&ask(&text)) {
                answered.push(text);
            }
        }
    }
    assert!(
        answered.len() * 50 <= asked,
        "{} of {asked}: {answered:#?}",
        answered.len()
    );
}

#[test]
fn every_word_for_a_treatment_alone_is_answered_or_offers_readings() {
    let mut deaf = Vec::new();
    for treatment in &CONTENT.treatments {
        for word in &treatment.words {
            let word = word.trim_end_matches('*');
            let answer = ask(word).into_first();
            let heard = match answer.reason {
                Reason::Answered => true,
                Reason::Clarify | Reason::Confirm | Reason::NoReviewedAnswer(_) => {
                    !answer.suggestions.is_empty()
                }
                _ => false,
            };
            if !heard {
                deaf.push(format!("{word}: {:?}", answer.reason));
            }
        }
    }
    assert!(deaf.is_empty(), "{deaf:#?}");
}

#[test]
fn what_is_listed_is_answered_as_what_it_is_listed_for() {
    let mut wrong = Vec::new();
    let painful = case(PAINFUL);
    for asked in &CONTENT.language.intents {
        for way in &asked.examples {
            let reply = match asked.of_case {
                true => ask_about(&painful, way),
                false => ask(way),
            };
            // A text that tells of an emergency or a patient is looked at as such first.
            let answer = reply.into_first();
            let lines: Vec<&str> = asked
                .lines
                .iter()
                .map(|line| CONTENT.line(*line).id.as_str())
                .collect();
            let right = match answer.reason {
                Reason::Answered => {
                    let mut found = answer.statements.iter();
                    let mut notes = answer.notes.iter();
                    found.any(|found| asked.statements.contains(&found.statement))
                        || notes.any(|note| lines.contains(&note.id.as_str()))
                }
                Reason::Emergency(_) => true,
                _ => false,
            };
            if !right {
                wrong.push(format!("{way}: {:?}", answer.reason));
            }
        }
    }
    let listed: usize = CONTENT
        .language
        .intents
        .iter()
        .map(|asked| asked.examples.len())
        .sum();
    // What stands among several questions of one message, or reads as a dose or a flag.
    assert!(
        wrong.len() * 50 <= listed,
        "{} of {listed}: {wrong:#?}",
        wrong.len()
    );
    for gap in &CONTENT.language.no_answers {
        for way in &gap.examples {
            let reason = ask(way).into_first().reason;
            assert_ne!(reason, Reason::Answered, "{way}");
        }
    }
}

/// What a plan says of itself.
fn said(made: &Plan) -> HashSet<StatementIx> {
    let lines = made.all_lines().map(|line| &line.support);
    let held = made.withheld.iter().map(|held| &held.support);
    let supports = lines.chain(held);
    supports
        .flat_map(|support| support.statements.iter().copied())
        .collect()
}

#[test]
fn what_a_plan_withholds_comes_first_and_nothing_speaks_for_it() {
    let mut dice = Dice(0x91a2_0001_91a2_0001);
    let cases: Vec<Case> = (0..24).map(|_| dice.case()).collect();
    for case in &cases {
        let made = plan(&CONTENT, case, None);
        let said = said(&made);
        for held in &made.withheld {
            let synonym_sets = CONTENT.language.synonyms.iter();
            let named = synonym_sets.filter(|synonym_set| {
                synonym_set.treatments.first() == Some(&held.treatment)
                    && synonym_set.anchor != Anchor::Here
            });
            for word in named
                .flat_map(|synonym_set| &synonym_set.words)
                .filter(|word| !word.ends_with('*'))
            {
                let reply = ask_about(case, word);
                let answer = reply.into_first();
                if matches!(answer.reason, Reason::RedFlag(_) | Reason::Dose) {
                    continue;
                }
                let shown = answer.statements.iter().map(|found| found.statement);
                for place in shown.filter(|place| !said.contains(place)) {
                    let speaks_for = CONTENT.lines.iter().any(|line| {
                        let withheld =
                            |one: &_| made.withheld.iter().any(|held| held.treatment == *one);
                        line.statements.contains(&place)
                            && line.recommends.iter().any(withheld)
                            && !line.advises_against.iter().any(withheld)
                    });
                    let stands_against = CONTENT
                        .rules
                        .iter()
                        .flat_map(|rule| &rule.withholds)
                        .any(|part| part.statements.contains(&place));
                    assert!(
                        !speaks_for || stands_against,
                        "{word}: {}",
                        CONTENT.statement(place).id
                    );
                }
            }
        }
    }
}

#[test]
fn the_reason_why_a_treatment_is_withheld_stands_before_everything() {
    let ckd = case(
        r#"{"red_flags": ["none"], "asker": "clinician_patient", "age": "40_59", "site": "insertional",
        "size": "1_to_2cm", "symptoms": "load_pain", "pregnancy": "no",
        "nsaid_risks": ["anticoagulant_or_antiplatelet"]}"#,
    );
    for text in [
        "naproxen",
        "celebrex?",
        "can he have ibuprofen",
        "is etoricoxib ok here?",
        "some nurofen",
    ] {
        let answer = ask_about(&ckd, text).into_first();
        assert_eq!(answer.reason, Reason::Answered, "{text}");
        assert!(
            answer.notes[0].text.starts_with("Oral NSAID"),
            "{text}: {:?}",
            answer.notes
        );
    }
    let unasked = case(
        r#"{"red_flags": ["none"], "asker": "clinician_patient", "age": "40_59", "site": "insertional",
        "size": "1_to_2cm", "symptoms": "load_pain", "pregnancy": "no"}"#,
    );
    let answer = ask_about(&unasked, "is etoricoxib ok here?").into_first();
    assert_eq!(answer.opening, None, "one sentence says what is not asked");
    let first = &answer.notes[0].text;
    assert!(
        first.starts_with("Oral NSAID: cannot be said yet"),
        "{first}"
    );
}

#[test]
fn a_question_after_any_other_is_answered_as_alone_unless_it_leans() {
    let ways: Vec<&str> = CONTENT
        .language
        .intents
        .iter()
        .flat_map(|asked| asked.examples.iter().map(String::as_str))
        .collect();
    let firsts = [
        "does shockwave work?",
        "ibuprofen?",
        "when is surgery considered?",
        "is it common",
    ];
    for first in firsts {
        let before = ask(first);
        for text in ways.iter().step_by(11) {
            let alone = ask(text);
            let turn = Turn {
                topic: before.topic.as_ref(),
                ..Turn::of(text)
            };
            let after = CONVERSATION.reply(&CONTENT, &turn);
            if !CONVERSATION.leans(text) {
                assert_eq!(alone.answers, after.answers, "{text:?} after {first:?}");
            }
        }
    }
    assert!(CONVERSATION.leans("and how long?"));
    assert!(CONVERSATION.leans("why not?"));
    assert!(CONVERSATION.leans("is it safe"));
    assert!(!CONVERSATION.leans("does shockwave help at the insertion?"));
}

#[test]
fn a_question_that_leans_is_about_the_one_before_it() {
    let before = ask("does shockwave work at the insertion?");
    let topic = before.topic.expect("it was answered");
    let turn = Turn {
        topic: Some(&topic),
        now: 60,
        ..Turn::of("is it safe?")
    };
    let answer = CONVERSATION.reply(&CONTENT, &turn).into_first();
    let first = CONTENT.statement(answer.statements[0].statement);
    assert!(
        first.text.to_lowercase().contains("shock"),
        "{}",
        first.text
    );
    let old = Turn { now: 3_601, ..turn };
    let later = CONVERSATION.reply(&CONTENT, &old).into_first();
    assert_eq!(
        later,
        ask("is it safe?").into_first(),
        "an hour later it is forgotten"
    );
    assert_eq!(
        ask("a good recipe for pancakes").topic,
        None,
        "a decline clears it"
    );
}

#[test]
fn an_emergency_comes_before_everything_in_any_language() {
    for text in [
        "he has crushing chest pain",
        "Mrs Jane Whitcombe, 12/03/1961, chest pain now",
        "can't breathe",
        "er hat einen Herzinfarkt",
        "le duele, dolor en el pecho",
        "胸痛",
        "I want to kill myself",
        "she took the whole box of ibuprofen",
    ] {
        let reply = ask(text);
        assert!(reply.emergency().is_some(), "{text}: {reply:?}");
    }
    for text in [
        "denies chest pain, sore with load at the insertion",
        "can NSAIDs cause a heart attack?",
        "what is the risk of overdose with paracetamol",
        "heart attack 5 years ago, ibuprofen?",
    ] {
        assert_eq!(ask(text).emergency(), None, "{text}");
    }
    let tail = format!(
        "{} and now he is not breathing",
        "the calf is sore with load. ".repeat(60)
    );
    assert!(ask(&tail).emergency().is_some(), "wherever it stands");
}

#[test]
fn distress_is_heard_in_many_words_and_a_tendon_that_cannot_cope_is_none() {
    for text in [
        "honestly i cant cope with this anymore i want to end it",
        "i dont want to be here anymore",
        "4 months of this pain, pain 8/10 on stairs, I just want to end it",
        "she doesn't want to be alive",
        "whats the point of living like this",
        "I can't go on",
        "can't go on like this with the heel",
        "everybody would be better off without me",
        "he said he'd rather be dead than limp",
        "wants to take his own life",
        "i wish i would not wake up",
        "tired of living with this pain",
    ] {
        assert!(ask(text).emergency().is_some(), "{text}");
    }
    for text in [
        "i'm burnt out",
        "can't cope with stairs",
        "this pain is killing me",
        "can't go on tiptoe since this morning",
        "cannot go on his toes",
        "when does the programme end",
        "can we end it here for today",
        "runs 40 kms a week",
    ] {
        assert_eq!(ask(text).emergency(), None, "{text}");
    }
}

#[test]
fn a_red_flag_told_is_named_with_its_lines_and_a_general_question_is_not_one() {
    for text in [
        "felt a snap this morning and can't push off",
        "his calf is hot and swollen since Sunday",
    ] {
        let reply = ask(text);
        assert!(!reply.flags().is_empty(), "{text}");
        assert!(!reply.answers[0].notes.is_empty(), "{text}");
    }
    for text in [
        "how reliable is a palpable gap for rupture?",
        "what are the signs of a DVT",
        "denies a snap, no calf swelling",
    ] {
        assert!(ask(text).flags().is_empty(), "{text}");
    }
}

#[test]
fn a_fact_that_closes_something_counts_at_once_and_one_that_opens_only_after_a_tap() {
    let open = case(
        r#"{"red_flags": ["none"], "asker": "clinician_patient", "age": "18_39", "site": "midportion",
        "size": "1_to_2cm", "symptoms": "load_pain", "pregnancy": "no", "nsaid_risks": ["none"]}"#,
    );
    let reply = ask_about(&open, "she is 24 weeks pregnant, ibuprofen?");
    assert!(
        reply.new_facts.iter().any(|fact| fact.counts),
        "{:?}",
        reply.new_facts
    );
    let answer = &reply.answers[0];
    assert!(
        answer.notes[0].text.starts_with("Oral NSAID"),
        "{:?}",
        answer.notes
    );
    let closed = case(
        r#"{"red_flags": ["none"], "asker": "clinician_patient", "age": "40_59", "site": "midportion",
        "size": "1_to_2cm", "symptoms": "load_pain", "pregnancy": "no",
        "nsaid_risks": ["anticoagulant_or_antiplatelet"]}"#,
    );
    let reply = ask_about(&closed, "he has no risks for NSAIDs. naproxen?");
    assert!(
        reply.answers[0].notes[0].text.starts_with("Oral NSAID"),
        "{:?}",
        reply.answers[0].notes
    );
}

#[test]
fn another_language_is_answered_in_it() {
    for (text, part) in [
        (
            "Ich habe starke Schmerzen in der Ferse seit drei Wochen, was soll ich tun?",
            "Englisch",
        ),
        (
            "tengo mucho dolor en el talón desde hace tres semanas, qué hago",
            "inglés",
        ),
        ("боль в пятке уже три недели, что делать", "английский"),
        ("跟腱很痛怎么办", "英文"),
    ] {
        let reply = ask(text);
        let said = reply.other_language.unwrap_or_default();
        assert!(said.contains(part), "{text}: {said:?}");
    }
    for text in [
        "insertional achilles tendinopathy eccentric loading?",
        "VISA-A MCID?",
        "tx mx rx?",
    ] {
        assert_eq!(ask(text).other_language, None, "{text}");
    }
}

#[test]
fn several_questions_are_answered_in_turn() {
    let reply = ask("does shockwave work at the insertion? and is it safe? what about stretching?");
    assert_eq!(reply.answers.len(), 3);
    assert!(is_answered(&reply));
}

#[test]
fn what_is_said_to_the_bot_gets_its_word() {
    let act = |text: &str| match ask(text).into_first().reason {
        Reason::Act(place) => CONTENT.language.acts[place.index()].id.as_str(),
        other => panic!("{text}: {other:?}"),
    };
    for (text, id) in [
        ("thanks", "thanks"),
        ("ok great, ta very much", "thanks"),
        ("👍🏽", "yes"),
        ("start again", "start_over"),
        ("go back please", "back"),
        ("what did I say for size", "show_answers"),
        ("send me the pdf", "pdf"),
        ("a printout for him", "print"),
        ("nudge me next month", "reminder"),
        ("summary for the referral letter", "letter"),
        ("in spanish", "language"),
        ("what does T2 mean", "marks"),
        ("who made you", "maker"),
        ("delete it", "delete"),
        ("what is stored?", "stored"),
        ("who reviewed you", "reviewed"),
        ("can colleagues see it", "colleagues"),
    ] {
        assert_eq!(act(text), id, "{text}");
    }
}

/// Where this fails, `achilles-bot embed` makes the file anew.
#[test]
fn every_listed_way_has_its_embedding_and_the_file_has_no_other() {
    let file = EmbeddingFile::of_bytes(care_content::embeddings()).unwrap();
    let ways: HashSet<&str> = ways_to_embed(&CONTENT).collect();
    for way in &ways {
        assert!(file.get(way).is_some(), "{way}");
    }
    assert_eq!(file.len(), ways.len());
    let model = SentenceModel::built_in().unwrap();
    let mut dice = Dice(0x5ec0_4d4e_5ec0_4d4e);
    let mut ways: Vec<&str> = ways.into_iter().collect();
    ways.sort_unstable();
    for _ in 0..20 {
        let way = ways[dice.below(ways.len())];
        let kept = file.get(way).unwrap();
        assert!(model.embed(way).unwrap().likeness(&kept) > 0.99, "{way}");
    }
}

#[test]
fn what_words_do_not_settle_is_read_again() {
    let words_alone = conversation(&CONTENT, SecondReader::Off);
    let reason = |conversation: &Conversation, text: &str| {
        let reply = conversation.reply(&CONTENT, &Turn::of(text));
        reply.into_first().reason
    };
    for text in [
        "achilles bone lump, who ought to look at it",
        "prev achilles surgery as a cause of ossification?",
    ] {
        assert_ne!(reason(&words_alone, text), Reason::Answered, "{text}");
        assert_eq!(reason(&CONVERSATION, text), Reason::Answered, "{text}");
    }
    // What lies near the same about another tendon stays declined.
    for text in [
        "peroneal tendon tear",
        "diclofenac for renal colic",
        "knee xray after fall",
    ] {
        assert_eq!(reason(&CONVERSATION, text), Reason::OutOfScope, "{text}");
    }
}
