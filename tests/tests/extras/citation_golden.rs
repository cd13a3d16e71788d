//! Quotes as models give them, and what of the text they are.

use formwork::citation::{Citation, OnMiss, Quotes, Source, Tolerance};
use formwork::transport::Replay;

use crate::script;
use crate::tricky::Tricky;

const REPORT: &str = "MINUTES\n\nThe committee met on 3 March – all members were present. The chair, Ms. Zoë Okonkwo,\n\
    said: “We’ve looked at the figures, and they don’t add up.”\nNobody objected. The ﬁnal vote (7 to 2)\ntook \
    place at 17:45. 委員会は三月三日に開かれた。全員が出席した。\n議長は「数字が合わない」と述べた。 The cafe\u{301} next \
    door had closed. The naïve reading, it was said, is the wrong one. 👩‍👩‍👧 agreed.";

/// The quote, the text that it is, and how many edits that takes.
const FOUND: &[(&str, &str, usize)] = &[
    // Word for word.
    ("Nobody objected.", "Nobody objected.", 0),
    ("  Nobody objected.\n", "Nobody objected.", 0),
    ("全員が出席した。", "全員が出席した。", 0),
    ("cafe\u{301} next", "cafe\u{301} next", 0),
    ("👩‍👩‍👧 agreed", "👩‍👩‍👧 agreed", 0),
    // What a reader would not call a difference.
    ("nobody OBJECTED.", "Nobody objected.", 0),
    (
        "\"We've looked at the figures, and they don't add up.\"",
        "“We’ve looked at the figures, and they don’t add up.”",
        0,
    ),
    ("3 March - all members", "3 March – all members", 0),
    ("Ms. Zoë Okonkwo, said", "Ms. Zoë Okonkwo,\nsaid", 0),
    (
        "The final vote (7 to 2) took place",
        "The ﬁnal vote (7 to 2)\ntook place",
        0,
    ),
    ("inal vote", "ﬁnal vote", 0),
    ("met on\u{3000}３ March", "met on 3 March", 0),
    ("No\u{ad}body objected", "Nobody objected", 0),
    // Letters missing, added and changed.
    (
        "The comittee met on 3 March",
        "The committee met on 3 March",
        1,
    ),
    (
        "The committee met onn 3 March",
        "The committee met on 3 March",
        1,
    ),
    (
        "The committee net on 3 March",
        "The committee met on 3 March",
        1,
    ),
    (
        "The committee met on 4 April",
        "The committee met on 3 March",
        5,
    ),
    ("The committee met on 14 April", "", 0),
    (
        "Committee met, on the 3 March",
        "committee met on 3 March",
        5,
    ),
    ("Zoe Okonkwo", "Zoë Okonkwo", 1),
    ("caf\u{e9} next door", "cafe\u{301} next door", 2),
    ("nai\u{308}ve reading", "naïve reading", 2),
    (
        "委員会は三月四日に開かれた",
        "委員会は三月三日に開かれた",
        1,
    ),
    (
        "議長は『数字が合わない』と述べた",
        "議長は「数字が合わない」と述べた",
        2,
    ),
    (
        "We've looked at the figures... and they don't add up",
        "We’ve looked at the figures, and they don’t add up",
        3,
    ),
    (
        "We looked at the figures and they dont add up",
        "ve looked at the figures, and they don’t add up",
        3,
    ),
    ("The chair, Ms Zoë Okonkwo", "The chair, Ms. Zoë Okonkwo", 1),
    // The fewest edits, even if they cut a word; but of places that are as close, one that cuts none.
    ("looking at the figures", "looked at the figures", 3),
    ("Tree chair", "The chair", 2),
    ("Chairs", "chair,", 1),
    // Too far away, or too short to be as far away.
    ("We looked at figures and they dont add up", "", 0),
    // Letters are counted, and not what they mean: whoever minds allows fewer.
    ("Somebody objected.", "Nobody objected.", 3),
    ("the chairman objected", "", 0),
    ("at 18:50", "", 0),
    ("abc", "", 0),
    ("全員が欠席", "全員が出席", 1),
    ("全員欠席", "", 0),
    // Nothing.
    ("", "", 0),
    (" \n\u{3000}\t", "", 0),
    ("\u{feff}\u{ad}", "", 0),
];

#[test]
fn quotes_are_found_where_they_stand() {
    let source = Source::new(REPORT);
    for (quote, text, edits) in FOUND {
        let found = source.find(quote);
        if text.is_empty() {
            assert_eq!(found, None, "{quote}");
            continue;
        }
        let Some(found) = found else {
            panic!("not found: {quote}")
        };
        assert_eq!((found.text, found.edits), (*text, *edits), "{quote}");
        assert_eq!(&REPORT[found.span], *text);
    }
}

#[test]
fn tolerance_is_what_it_says() {
    let source = Source::new(REPORT);
    let finds = |tolerance: Tolerance, quote: &str| {
        source.clone().tolerance(tolerance).find(quote).is_some()
    };
    let usual = Tolerance::default();
    assert!(!finds(Tolerance::EXACT, "nobody objected"));
    assert!(finds(Tolerance::EXACT, "Nobody objected"));
    assert!(finds(usual.edits(0), "nobody objected"));
    assert!(!finds(usual.edits(0), "nobody objects"));
    assert!(
        finds(usual.fold(false), "nobody objected"),
        "a letter is an edit"
    );
    assert!(!finds(usual.fold(false).edits(1), "nobody Objected"));
    assert!(!finds(usual.one_in(20), "Nobody objekted"));
    assert!(finds(usual.one_in(10), "Nobody objekted"));
    assert!(
        !finds(usual.one_in(0).edits(u32::MAX), "@#"),
        "something of it has to be there"
    );
}

#[test]
fn a_quote_longer_than_the_text_is_not_in_it() {
    assert_eq!(
        Source::new("noon").find("It was noon, or a little later"),
        None
    );
    assert_eq!(Source::new("").find("noon"), None);
    let found = Source::new("It was noo")
        .find("It was noon")
        .map(|found| found.edits);
    assert_eq!(found, Some(1), "but for a letter");
}

#[test]
fn all_places_that_are_as_close() {
    let text = "One fish, two fish, red fish, Blue  fish. blue fish";
    let source = Source::new(text);
    let all = |quote: &str| {
        source
            .find_all(quote)
            .into_iter()
            .map(|found| found.text)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        all("blue fish"),
        ["blue fish"],
        "word for word before anything else"
    );
    assert_eq!(all("BLUE FISH"), ["Blue  fish", "blue fish"]);
    assert_eq!(all("blues fish"), ["Blue  fish", "blue fish"]);
    assert_eq!(all("fish"), ["fish"; 5]);
    assert_eq!(all("to fish"), ["two fish"], "the others need more edits");
    assert!(all("cats").is_empty());
}

/// A quote far longer than a word of the machine, at the end of a text of megabytes.
#[test]
fn long_quotes_in_long_texts() {
    let line =
        "The level of the river at the upper gauge was 2.31 m, which is normal for the season. ";
    let special = "On the 14th day — a Tuesday — the gauge was found in the reeds, 300 m downstream, its scale \
        broken off at 1.90 m. Who had done it was never found out, although “everybody knew”. ".repeat(40);
    let text = line.repeat(60_000) + &special + line;
    let mut quote = special.replace(['“', '”'], "\"").replace('—', "-");
    quote.replace_range(100..101, "#");
    quote.replace_range(3000..3003, "");
    let source = Source::new(text.as_str());
    let found = source.find(&quote).unwrap();
    assert_eq!(found.text, special.trim());
    assert_eq!(found.edits, 4);
    assert_eq!(source.find(&quote.replace("Tuesday", "Wednesday")), None);
}

struct Answer {
    claims: Vec<Claim>,
    summary: String,
}

struct Claim {
    quotes: Vec<String>,
}

fn answer() -> Answer {
    let quotes = |quotes: &[&str]| Claim {
        quotes: quotes.iter().map(|&quote| quote.to_owned()).collect(),
    };
    Answer {
        claims: vec![
            quotes(&["nobody objected", "everybody objected to it"]),
            quotes(&["", "7 to 2"]),
        ],
        summary: "They could not agree on the figures at all".to_owned(),
    }
}

fn places(answer: &Answer, quotes: &mut Quotes<'_>) {
    for (number, claim) in answer.claims.iter().enumerate() {
        quotes.list(&format!("/claims/{number}/quotes"), &claim.quotes);
    }
    quotes.one("/summary", &answer.summary);
}

#[test]
fn misses_are_told_with_their_places() {
    let check = Citation::new(REPORT).check(places);
    let told: Vec<String> = check(&answer()).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "/claims/0/quotes/1: is not in the text that it quotes, and should be there word for word [citation], got \
         \"everybody objected to it\"",
            "/claims/1/quotes/0: is empty, and should be a quote from the text, word for word [citation], got \"\"",
            "/summary: is not in the text that it quotes, and should be there word for word [citation], got \"They could \
         not agree on the figures at all\"",
        ]
    );
    for other in [OnMiss::Drop, OnMiss::Keep] {
        let check = Citation::new(REPORT).on_miss(other).check(places);
        assert_eq!(check(&answer()), []);
    }
}

#[test]
fn quotes_are_mended_and_misses_treated_as_told() {
    let given = ["NOBODY objekted", "everybody objected to it", "7 to 2", ""].map(str::to_owned);
    let mended = |on_miss: OnMiss| {
        let mut quotes = given.to_vec();
        let misses = Citation::new(REPORT).on_miss(on_miss).mend(&mut quotes);
        let misses: Vec<String> = misses.into_iter().map(|miss| miss.pointer).collect();
        (quotes, misses)
    };
    let kept = ["Nobody objected", "everybody objected to it", "7 to 2", ""].map(str::to_owned);
    let dropped = ["Nobody objected", "7 to 2"].map(str::to_owned);
    assert_eq!(mended(OnMiss::Keep), (kept.to_vec(), vec![]));
    assert_eq!(mended(OnMiss::Drop), (dropped.to_vec(), vec![]));
    let misses = ["/1", "/3"].map(str::to_owned);
    assert_eq!(mended(OnMiss::Report), (kept.to_vec(), misses.to_vec()));
}

/// As a check at a call, it has the model asked again.
#[test]
fn a_made_up_quote_is_asked_for_again() {
    let answers = ["everybody objected to it", "nobody objected"];
    let mode = formwork::provider::Mode::JsonSchema;
    let server = answers.iter().fold(Replay::new(), |server, quote| {
        let text = format!(r#"{{"shape":"{quote}","size":1}}"#);
        script::answer(server, mode, "Tricky", &text, false)
    });
    let cited = Citation::new(REPORT).check(|value: &Tricky, quotes: &mut Quotes<'_>| {
        quotes.one("/shape", &value.shape);
    });
    let request = script::client(&server)
        .request::<Tricky>()
        .mode(mode)
        .check(cited);
    let found = script::run(request.user("What did they say?").send()).unwrap();
    assert_eq!(found.value.shape, "nobody objected");
    let told = &found.attempts[0].violations;
    assert_eq!((told.len(), told[0].pointer.as_str()), (1, "/shape"));
}
