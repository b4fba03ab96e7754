//! The lessons about workflows.

use super::{BuildCase, BuildExercise, Exercise, Expect, Lesson, event};
use crate::catalogue::samples::Sample;

static DRAWINGS: Sample = event!(
    "Stolen drawings of a bank vault",
    "stolen-drawings",
    "For the lessons: tlp:red, high threat level"
);
static REPORT: Sample = event!(
    "Indicators from a public report",
    "public-report",
    "For the lessons: tlp:clear, low threat level"
);
static NOTICE: Sample = event!(
    "Red notice without attributes",
    "red-notice",
    "For the lessons"
);
static RANSOMWARE: Sample = event!("Ransomware at a supplier", "ransomware", "For the lessons");
static OLD: Sample = event!(
    "Report in the old spelling",
    "old-spelling",
    "For the lessons: tagged tlp:white"
);
static BOTH: Sample = event!(
    "Report in both spellings",
    "both-spellings",
    "For the lessons"
);
static LAPTOP: Sample = event!(
    "Traffic of an infected laptop",
    "infected-laptop",
    "For the lessons: addresses from inside and outside"
);
static SCANS: Sample = event!("Scans from outside", "scans", "For the lessons");
static PRINTER: Sample = event!("One printer too many", "printer", "For the lessons");

const FIRST: &str = "First steps";
const CURATE: &str = "Keep data in order";

macro_rules! solution {
    ($name:literal, $file:literal) => {
        &Sample {
            name: $name,
            description: "The solution of a lesson",
            json: include_str!(concat!(
                "../../../assets/lessons/solutions/",
                $file,
                ".json"
            )),
        }
    };
}

const fn shown(event: &'static Sample, expects: &'static [Expect]) -> BuildCase {
    BuildCase {
        event,
        hidden: false,
        expects,
    }
}

const fn hidden(event: &'static Sample, expects: &'static [Expect]) -> BuildCase {
    BuildCase {
        event,
        hidden: true,
        expects,
    }
}

pub(super) const NOTHING_RED: Lesson = Lesson {
    id: "block-red",
    title: "Nothing red leaves",
    group: FIRST,
    about: "The canvas in the middle holds the workflow: boxes that run one after the other, from the trigger on the left along the wires. Drag from the dot on a box's right edge: into empty canvas to add the next box, onto another box to wire the two. A click on a box shows its settings on the right.",
    task: "Event Publish runs just before an event is published. Build a workflow behind it that stops the publishing of events tagged tlp:red. All other events must go on.",
    hints: &[
        "A question in a workflow is a box whose name begins with IF. Add IF :: Tag behind the trigger and choose tlp:red on the right.",
        "IF :: Tag leaves by then where the answer is yes. Which action ends the run? Search the modules for stop.",
        "Drag from then of IF :: Tag into empty canvas and add Stop execution. Leave else empty: there the run ends well, and publishing goes on.",
    ],
    exercise: Exercise::Build(BuildExercise {
        begins_with: Some("event-publish"),
        triggers: &["event-publish"],
        solution: solution!("Nothing red leaves", "nothing-red-leaves"),
        database: None,
        cases: &[
            shown(&DRAWINGS, &[Expect::Blocked]),
            shown(&REPORT, &[Expect::GoesOn]),
            hidden(&NOTICE, &[Expect::Blocked]),
            hidden(&RANSOMWARE, &[Expect::GoesOn]),
        ],
    }),
};

pub(super) const MAIL: Lesson = Lesson {
    id: "mail-high",
    title: "Mail about high threats",
    group: FIRST,
    about: "Actions can tell people. Their texts are templates: what stands in double braces is replaced by a value of the event, so {{ Event.id }} becomes its number. Nothing is really sent here; a simulation only notes what would be.",
    task: "When an event with the threat level High is published, a mail must go to soc@example.org with the event's title in its subject. For other levels no mail may go out, and publishing must never be blocked.",
    hints: &[
        "Begin with the trigger Event Publish: press Space on the canvas and type its name. A box whose name begins with IF asks for the threat level.",
        "Put Send Mail behind then. Type soc@example.org into its recipients and take All admins out.",
        "The title of an event is its info. Write the subject as text with {{ Event.info }} in it; a mail without a subject is not sent.",
    ],
    exercise: Exercise::Build(BuildExercise {
        begins_with: None,
        triggers: &["event-publish"],
        solution: solution!("Mail about high threats", "mail-about-high-threats"),
        database: None,
        cases: &[
            shown(
                &DRAWINGS,
                &[
                    Expect::GoesOn,
                    Expect::Mail {
                        to: "soc@example.org",
                        about: "Stolen drawings of a bank vault",
                    },
                ],
            ),
            shown(&REPORT, &[Expect::GoesOn, Expect::NoMail]),
            hidden(
                &RANSOMWARE,
                &[
                    Expect::GoesOn,
                    Expect::Mail {
                        to: "soc@example.org",
                        about: "Ransomware at a supplier",
                    },
                ],
            ),
            hidden(&NOTICE, &[Expect::GoesOn, Expect::NoMail]),
        ],
    }),
};

pub(super) const SPELLING: Lesson = Lesson {
    id: "tag-spelling",
    title: "One spelling of TLP",
    group: CURATE,
    about: "The tag tlp:white is now called tlp:clear. Event After Save runs when an event was saved: it cannot block anything, but what it changes is kept. A tag is global, that is shared with the event, or local, that is kept on this server.",
    task: "When an event is saved that has the tag tlp:white, give it the global tag tlp:clear and take tlp:white off. Leave all other events as they are.",
    hints: &[
        "Begin with the trigger Event After Save and IF :: Tag. Without the question every event would get the tag.",
        "Tag operation adds tags or takes them off. You need two of them, one after the other.",
        "Mind the kind of tag: local is set at first. Choose global to add, and global or either to take off.",
    ],
    exercise: Exercise::Build(BuildExercise {
        begins_with: None,
        triggers: &[
            "event-after-save",
            "event-after-save-new",
            "event-after-save-new-from-pull",
        ],
        solution: solution!("One spelling of TLP", "one-spelling-of-tlp"),
        database: None,
        cases: &[
            shown(&OLD, &[Expect::Tags(&["type:OSINT", "tlp:clear"])]),
            shown(&RANSOMWARE, &[Expect::Tags(&["tlp:amber"])]),
            hidden(&BOTH, &[Expect::Tags(&["tlp:clear"])]),
            hidden(&REPORT, &[Expect::Tags(&["tlp:clear", "type:OSINT"])]),
        ],
    }),
};

pub(super) const WARNINGLIST: Lesson = Lesson {
    id: "warninglist",
    title: "No alarm for known addresses",
    group: CURATE,
    about: "Warninglists hold what should raise no alarm, such as addresses of private networks. An attribute with the IDS flag goes to detection systems. Attach warninglist marks attributes that are on a list: they get a key warnings, which a filter can look for. A filter narrows what the boxes behind it work on.",
    task: "Before an event is published, take the IDS flag off all of its attributes that are on a warninglist, those inside of objects too. All others keep it, and publishing goes on.",
    hints: &[
        "Begin with the trigger Event Publish and put Attach warninglist behind it.",
        "Filter :: Generic picks elements of Event._AttributeFlattened.{n}. Keep those in which the path warnings.{n} finds anything at all.",
        "Behind the filter, Attribute IDS Flag operation takes the flag off what is left.",
    ],
    exercise: Exercise::Build(BuildExercise {
        begins_with: None,
        triggers: &["event-publish"],
        solution: solution!(
            "No alarm for known addresses",
            "no-alarm-for-known-addresses"
        ),
        database: Some(include_str!("../../../assets/lessons/warninglists.json")),
        cases: &[
            shown(
                &LAPTOP,
                &[
                    Expect::GoesOn,
                    Expect::Flags(&["203.0.113.25", "beacon.example.com", "printer.example.com"]),
                ],
            ),
            hidden(
                &SCANS,
                &[
                    Expect::GoesOn,
                    Expect::Flags(&["198.51.100.20", "198.51.100.21"]),
                ],
            ),
            hidden(
                &PRINTER,
                &[
                    Expect::GoesOn,
                    Expect::Flags(&["https://printers.example.org/update"]),
                ],
            ),
        ],
    }),
};
