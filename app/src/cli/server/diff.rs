//! `misp-flow diff`, and how it shows what a push would do.

use std::{fmt::Write as _, sync::Arc};

use misp_flow_engine::{
    catalogue::Catalogue,
    check::{Problem, Severity},
    workflow::Workflow,
};
use serde_json::{Value as Json, json};

use super::{
    args::{DiffArguments, Pushable},
    failure::IN_THE_WAY,
    session::Session,
    target,
};
use crate::{
    cli::{Failure, input, line::one_line, print},
    misp::Client,
    push::{self, Plan, Standing, Target},
};

pub fn run(arguments: &DiffArguments) -> Result<u8, Failure> {
    let session = Session::open(&arguments.name)?;
    let looked = Looked::at(&session, &arguments.what)?;
    print(&if arguments.json {
        format!("{:#}\n", looked.json())
    } else {
        looked.text(&session)
    })?;
    Ok(if looked.plan.standing == Standing::InSync {
        0
    } else {
        IN_THE_WAY
    })
}

/// Takes over what is switched on now: the catalogue may have been fetched long ago. Where the
/// server does not tell, it stays as it was fetched.
async fn switch_as_now(client: &Client, catalogue: &mut Catalogue) {
    if let Ok(listed) = client.listed().await
        && let Some(now) = catalogue.switched_as(&listed)
    {
        *catalogue = now;
    }
}

/// A workflow that could be pushed, and what that would do.
pub struct Looked {
    /// The workflow.
    pub mine: Workflow,
    /// What a push would do.
    pub plan: Plan,
    /// The server's catalogue.
    pub catalogue: Catalogue,
}

impl Looked {
    /// Looks at a file and at the server; changes nothing.
    pub fn at(session: &Session, what: &Pushable) -> Result<Self, Failure> {
        let (file, to) = (what.file.as_path(), what.to.as_deref());
        let mut mine = input::workflow(file)?;
        let mut base = what.base.as_deref().map(input::workflow).transpose()?;
        // Who names it says that it is of this workflow; what was pushed has a uuid of its own.
        base.iter_mut().for_each(|base| base.uuid = None);
        let mut catalogue = session.catalogue()?;
        let plan = session.run(async {
            let target = target::of_file(&session.client, file, &mine, to).await?;
            // A part of a workflow is put behind the trigger that it goes to.
            if let Target::Trigger(trigger) = &target
                && mine.graph.trigger().is_none()
                && let Some(trigger) = catalogue.get(trigger)
            {
                mine = mine.behind(trigger);
            }
            let (client, store) = (&session.client, &session.store);
            switch_as_now(client, &mut catalogue).await;
            let looked = match base {
                Some(base) => {
                    let bases = [Arc::new(base)];
                    let looked = push::look_from(client, &bases, target, &mine, &catalogue).await;
                    looked.map(|plan| Plan {
                        file: Some(file.to_owned()),
                        ..plan
                    })
                }
                None => push::look(client, store, target, &mine, Some(file), &catalogue).await,
            };
            Ok(looked?)
        })?;
        Ok(Self {
            mine,
            plan,
            catalogue,
        })
    }

    /// In words, a line each.
    pub fn text(&self, session: &Session) -> String {
        let plan = &self.plan;
        let mut text = format!(
            "“{}” → {} on {}: {}\n",
            one_line(&self.mine.name),
            one_line(&self.place()),
            one_line(&session.instance.shown_name()),
            plan.standing.words()
        );
        text.push_str(match (plan.is_gone, plan.standing) {
            (false, _) => "",
            (true, Standing::New) => {
                "Somebody has deleted the workflow that was there; only a push with --mine makes it anew.\n"
            }
            (true, Standing::Ahead) => {
                "Somebody has deleted the workflow that was there; the one in its place is new and holds nothing yet.\n"
            }
            (true, _) => {
                "Somebody has deleted the workflow that was there; the one in its place is another.\n"
            }
        });
        // Writing to a String cannot fail.
        if let Some(own) = plan.own.as_deref().filter(|_| plan.merge.is_some()) {
            let _ = writeln!(
                text,
                "What is there came from your own push of {}.",
                one_line(&own.to_string_lossy())
            );
        }
        if plan.standing != Standing::InSync {
            for line in &plan.words {
                let _ = writeln!(text, "~ {}", one_line(line));
            }
        }
        if let Some(words) = self.misplaced() {
            let _ = writeln!(text, "! {}", one_line(&words));
        }
        if plan.change.is_none() {
            text.push_str("! what is on the server cannot be opened\n");
        }
        if let Some(merge) = &plan.merge {
            for line in merge.by_them(&self.catalogue) {
                let _ = writeln!(text, "< changed on the server: {}", one_line(&line));
            }
            for conflict in merge.conflicts() {
                let _ = writeln!(
                    text,
                    "! conflict, {}: on the server {}; in the file {}",
                    one_line(&conflict.title),
                    one_line(&conflict.theirs.join(", ")),
                    one_line(&conflict.mine.join(", "))
                );
            }
        }
        for problem in self.problems() {
            let gravity = match problem.severity {
                Severity::Error => "error",
                _ => "warning",
            };
            let _ = writeln!(text, "! {gravity}: {}", one_line(&problem.text));
        }
        for refusal in plan.refusals() {
            let _ = writeln!(text, "! the server would refuse it: {}", one_line(&refusal));
        }
        text
    }

    /// As JSON.
    pub fn json(&self) -> Json {
        let plan = &self.plan;
        let (number, trigger) = match &plan.target {
            Target::Number(number) => (
                Some(number),
                plan.now.as_ref().and_then(|now| now.trigger_id()),
            ),
            Target::Trigger(trigger) => {
                (plan.now.as_ref().map(|now| &now.id), Some(trigger.as_str()))
            }
        };
        let standing = match plan.standing {
            Standing::New => "new",
            Standing::InSync => "in sync",
            Standing::Ahead => "ahead",
            Standing::Behind => "behind",
            Standing::Diverged => "diverged",
        };
        let conflicts = plan.merge.as_ref().map(|merge| merge.conflicts());
        let conflicts: Vec<Json> = conflicts
            .unwrap_or_default()
            .iter()
            .map(|one| json!({"what": one.title, "mine": one.mine, "theirs": one.theirs}))
            .collect();
        let merge = plan.merge.as_ref();
        json!({
            "target": {"number": number, "trigger": trigger},
            "standing": standing,
            "deleted": plan.is_gone,
            "own_push_of": plan.own.as_ref().map(|own| own.to_string_lossy()),
            "misplaced": plan.misplaced.as_ref().map(|one| json!({"here": one.here, "there": one.there})),
            "changes": plan.words,
            "changed_on_the_server": merge.map(|merge| merge.by_them(&self.catalogue)),
            "refusals": plan.refusals(),
            "conflicts": conflicts,
            "problems": self.problems().map(|one| one.text.as_str()).collect::<Vec<_>>(),
        })
    }

    /// That it begins with another trigger than the one that it goes to, in words.
    fn misplaced(&self) -> Option<String> {
        let misplaced = self.plan.misplaced.as_ref()?;
        let name = |id: &str| match self.catalogue.get(id) {
            Some(module) => format!("{} ({id})", module.name),
            None => id.to_owned(),
        };
        Some(format!(
            "it begins with the trigger {}, and goes to the workflow that the server keeps for {}",
            name(&misplaced.here),
            name(&misplaced.there)
        ))
    }

    /// What is wrong with it, what only may be included.
    fn problems(&self) -> impl Iterator<Item = &Problem> {
        let problems = self.plan.problems.iter();
        problems.filter(|problem| problem.severity <= Severity::Warning)
    }

    fn place(&self) -> String {
        match (&self.plan.target, &self.plan.now) {
            (Target::Number(id), None) => format!("workflow {id}"),
            (Target::Trigger(trigger), None) => format!("the trigger {trigger}"),
            (_, Some(now)) => format!("workflow {} “{}”", now.id, now.name),
        }
    }
}
