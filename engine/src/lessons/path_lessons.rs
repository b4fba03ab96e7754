//! The lessons about hash paths.

use super::{Exercise, Lesson, PathCase, PathExercise, event};
use crate::catalogue::samples::Sample;

static PHISHING: Sample = event!(
    "Phishing against two banks",
    "phishing",
    "For the lessons: tags, objects and galaxies to find one's way in"
);
static LOADER: Sample = event!("Mail with a loader", "loader", "For the lessons");
static DRAFT: Sample = event!("Draft with nothing in it yet", "draft", "For the lessons");

const GROUP: &str = "Find data with hash paths";

/// The three events with what is to be found in each.
const fn cases(shown: &'static [&'static str], hidden: &'static [&'static str]) -> [PathCase; 3] {
    [
        PathCase {
            event: &PHISHING,
            hidden: false,
            values: shown,
        },
        PathCase {
            event: &LOADER,
            hidden: true,
            values: hidden,
        },
        PathCase {
            event: &DRAFT,
            hidden: true,
            values: &[],
        },
    ]
}

pub(super) const EVENT_TAGS: Lesson = Lesson {
    id: "event-tags",
    title: "The tags of an event",
    group: GROUP,
    about: "A hash path leads from the top of the data to the values that a node looks at. Each step is a key, with a dot between two steps: Event.info is the event's title. Some steps are lists, whose elements have numbers for keys; {n} stands for all of them at once.",
    task: "Write the path that finds the names of all tags of the event. It must work for every event, whatever number of tags it has.",
    hints: &[
        "Unfold Event in the data below, then Tag. What are the keys of one tag?",
        "Event.Tag.0.name finds the name of the first tag only. Which step has to stand for every number?",
    ],
    exercise: Exercise::Path(PathExercise {
        thing: "tag name",
        solution: "Event.Tag.{n}.name",
        cases: &cases(
            &[
                "tlp:green",
                "type:OSINT",
                "circl:incident-classification=\"phishing\"",
                "misp-galaxy:threat-actor=\"Paper Fox\"",
                "misp-galaxy:threat-actor=\"Tin Kestrel\"",
                "misp-galaxy:mitre-attack-pattern=\"Phishing - T1566\"",
            ],
            &[
                "tlp:amber",
                "workflow:state=\"incomplete\"",
                "misp-galaxy:mitre-attack-pattern=\"User Execution - T1204\"",
                "misp-galaxy:threat-actor=\"Glass Heron\"",
            ],
        ),
    }),
};

pub(super) const DOMAINS: Lesson = Lesson {
    id: "typed-values",
    title: "All domains",
    group: GROUP,
    about: "Attributes stand in the event and inside of its objects. Before a workflow starts, MISP puts all of them into one more list, Event._AttributeFlattened. A condition in brackets behind a step keeps the elements that fit: {n}[to_ids=1] keeps those with the IDS flag.",
    task: "Write the path that finds the values of all attributes of the type domain, those inside of objects too, and no others.",
    hints: &[
        "Event.Attribute has only the attributes that are in no object. Which list has them all?",
        "Keep those whose type is domain with a condition behind {n}, then go to their value.",
    ],
    exercise: Exercise::Path(PathExercise {
        thing: "domain",
        solution: "Event._AttributeFlattened.{n}[type=domain].value",
        cases: &cases(
            &["login.example.org", "pay.example.org", "cdn.example.org"],
            &["files.example.net"],
        ),
    }),
};

pub(super) const ATTRIBUTE_TAGS: Lesson = Lesson {
    id: "attribute-tags",
    title: "The tags of attributes",
    group: GROUP,
    about: "A path may go through several lists, with a {n} for each. An attribute has two lists of tags: Tag holds its own, _allTags holds those and the tags that it inherits from its event. Mixing the two up is a common mistake in workflows.",
    task: "Write the path that finds the names of the tags that attributes have of their own, those inside of objects too. What they inherit from the event does not count.",
    hints: &[
        "Start at the list of all attributes, as for the domains.",
        "Inside of an attribute, Tag is a list again: it needs a {n} of its own before the name.",
    ],
    exercise: Exercise::Path(PathExercise {
        thing: "tag name",
        solution: "Event._AttributeFlattened.{n}.Tag.{n}.name",
        cases: &cases(
            &[
                "PAP:GREEN",
                "PAP:AMBER",
                "workflow:todo=\"review\"",
                "PAP:AMBER",
            ],
            &["PAP:RED", "PAP:GREEN"],
        ),
    }),
};

pub(super) const ACTORS: Lesson = Lesson {
    id: "actor-names",
    title: "Who is behind it",
    group: GROUP,
    about: "Galaxies say what an event is about: threat actors, attack patterns, countries. Each galaxy has a type and a list of clusters, and each cluster has its name in value. A condition may stand in the middle of a path.",
    task: "Write the path that finds the names of all threat actors of the event, without the attack patterns.",
    hints: &[
        "Unfold Event, then Galaxy in the data below, and find a threat actor's name.",
        "The type of the galaxy to keep is threat-actor. The clusters of a galaxy are in GalaxyCluster.",
    ],
    exercise: Exercise::Path(PathExercise {
        thing: "threat actor",
        solution: "Event.Galaxy.{n}[type=threat-actor].GalaxyCluster.{n}.value",
        cases: &cases(&["Paper Fox", "Tin Kestrel"], &["Glass Heron"]),
    }),
};
