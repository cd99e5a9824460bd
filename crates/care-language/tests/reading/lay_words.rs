//! Red flags in the words in which they are told, and the same words where they tell of none.

use serde_json::{Value, json};

use super::read;

fn flags(text: &str) -> Value {
    read(text)["red_flags"].clone()
}

/// Ways in which each flag is told, by people of whom none knows how it is asked for.
const TOLD: &[(&str, [&str; 6])] = &[
    (
        "rf_rupture",
        [
            "like somebody threw a brick at his heel playing squash last night",
            "she turned round to see who had kicked her, nobody there",
            "cant get up on her toes since yesterday, 58 f",
            "calf squeeze: foot doesnt move. 49m",
            "can get my thumb into a hole in the tendon",
            "felt a thump behind the ankle and went down, 45m",
        ],
    ),
    (
        "rf_infection",
        [
            "59 f back of heel angry red and boiling hot, feels rotten",
            "redness tracking up the leg since yesterday",
            "yellow stuff coming out of the skin over the lump",
            "acute hot achilles region, 67M gout",
            "spiking temps, red heel",
            "skin over tendon broken and weeping, smells",
        ],
    ),
    (
        "rf_dvt",
        [
            "left calf like a balloon since flight",
            "calf is 38 v 34 cm, tender along the inside",
            "one leg fatter than the other below the knee since the long drive",
            "pitting to mid calf one side only, tender deep",
            "?clot, calf sore",
            "lower leg puffed up since wednesday in the boot",
        ],
    ),
    (
        "rf_fracture",
        [
            "came off a ladder on to the heel",
            "tripped over dog on saturday, cant walk on it",
            "inside ankle bone very tender after twist on tues",
            "heel bone painful both sides on squeezing, doubled mileage this month",
            "motorbike accident this morning, heel swollen",
            "rolled it playing netball last night, not walking on it since",
        ],
    ),
    (
        "rf_tumour",
        [
            "71 F bony lump by TA doubling in 2 months, wakes her, off food and down a stone",
            "lump twice the size it was at christmas",
            "clothes hanging off him, heel pain all night",
            "it was a pea in june now an egg",
            "pain wakes him every night, nothing makes it better",
            "lost 10 kg without trying and aches at night",
        ],
    ),
    (
        "rf_neurovasc",
        [
            "toes gone white and cold since the plaster went on",
            "cant wiggle toes in the cast",
            "foot dropped this morning, trips over it",
            "no dp or pt pulse, foot pale",
            "lost the feeling down the outside of his foot since the op",
            "foot feels like ice compared to the other",
        ],
    ),
    (
        "rf_fop",
        [
            "bone also growing in her neck and shoulder",
            "26 F, FOP in a cousin, small ossification after trauma",
            "sister has fop, 17f ossified achilles",
            "ossification at elbow, hip and achilles, never injured",
            "toes turned in from birth, lumps come up after every knock",
            "bony lumps in back, hips and now achilles",
        ],
    ),
    (
        "rf_postop",
        [
            "wound come apart at day 10 after excision",
            "stitches burst, can see the tendon",
            "op site oozing",
            "2/52 post op, suddenly cant push down with the foot",
            "wound not healed 6 wks after op and leaking",
            "3 weeks after debridement wound black at edge",
        ],
    ),
    (
        "rf_fq_now",
        [
            "levofloxacin for chest, ankles stiff and painful now",
            "finished a week of ciprofloxacin on friday, achilles killing him",
            "antibiotic for prostatitis (ofloxacin), tendon pain started after",
            "moxiflox and steroids for copd, achilles swollen",
            "cipro day 5, achilles sore both sides",
            "given levofloxacin for pneumonia last week, now tendon pain",
        ],
    ),
];

#[test]
fn each_flag_is_heard_in_the_words_in_which_it_is_told() {
    for (flag, texts) in TOLD {
        for text in texts {
            let told = flags(text);
            let found = told.as_array().unwrap().contains(&json!(flag));
            assert!(found, "{flag} in \"{text}\": {told}");
        }
    }
}

#[test]
fn what_is_over_raises_no_flag() {
    for text in [
        "67 m xarelto for PE last yr, insertional ache",
        "72 f on apixaban since a clot in her leg in 2019, HO 5 mm",
        "48m HO 20mm 8 mths after TA rupture non op, still growing on 2 films",
        "10 weeks after an ankle fracture fixation, new ossification",
        "19 m TBI RTA 4 months ago, rehab ward, ossification behind ankle",
        "torn meniscus 2020, HO midportion",
        "wound dry and clean, 5 weeks post op, 44 f",
        "known diabetic neuropathy, toes numb for years, HO 6mm",
        "lost 10 kg with diet, pain better",
    ] {
        assert_eq!(flags(text), json!([]), "{text}");
    }
}

#[test]
fn what_is_feared_or_only_sounds_like_a_flag_raises_none() {
    for text in [
        "convinced the bone will snap her tendon, 47f HO 3 mm",
        "he thinks it will rupture one day",
        "patient fears rupture, wants to stop running",
        "discharge summary lists depo medrone, 52 m",
        "on discharge given ibuprofen, 52 m HO 5 mm",
        "infection control nurse, 44f, HO insertion",
        "ischaemic heart disease, 66 m, asks for celecoxib",
        "55m hay fever, insertional 6 mm",
        "dead tired after shifts, 51f sore heel",
        "marathon training, calves tight, HO 4 mm",
        "fell running coach, 60m",
        "snapping hip as a teen, now HO achilles 3 mm",
        "stiff in the cold, warm weather helps, 61f",
        "heard a pop in his KNEE years ago, achilles ok, 45M HO 7mm",
        "thyroid ca 2005 discharged, well, 62F, incidental 8mm focus",
        "GP thought gout/infection but CRP 2 and afebrile; 56M ossified insertion",
        "31M, 2 mm focus on MRI, worried re cancer",
        "30M, new lump R 1cm ossified, no pain",
        "38F, psoriasis on elbows, heel pain both sides, insertional ossification",
    ] {
        assert_eq!(flags(text), json!([]), "{text}");
    }
}

#[test]
fn a_flag_beside_what_is_over_is_one_all_the_same() {
    for (text, flag) in [
        ("?rupture today, known HO found 6 months ago", "rf_rupture"),
        ("sudden snap, repaired 2019", "rf_rupture"),
        ("scared it will rupture, already felt a pop", "rf_rupture"),
        ("swollen calf tonight, PE last year", "rf_dvt"),
        ("hot red ankle, hay fever", "rf_infection"),
        ("growing lump, lost 5 kg on diet", "rf_tumour"),
        ("cold foot, known neuropathy for years", "rf_neurovasc"),
        ("fell today cant walk, fracture 2 years ago", "rf_fracture"),
        ("wound open, scar from hernia ok", "rf_postop"),
        (
            "had cipro stopped today after 2 days because tendon hurt, 51F",
            "rf_fq_now",
        ),
        ("49M, 9mm focus fractured through on CT", "rf_ossfx"),
    ] {
        assert_eq!(flags(text), json!([flag]), "{text}");
    }
}

#[test]
fn what_somebody_could_not_do_is_heard_in_every_form() {
    for text in [
        "he could not stand on tiptoe this morning",
        "she was unable to rise on her toes",
        "cannot go up on her toes",
        "fails to push off since sunday",
    ] {
        assert_eq!(flags(text), json!(["rf_rupture"]), "{text}");
    }
    assert_eq!(flags("does not stand much at work"), json!([]));
}
