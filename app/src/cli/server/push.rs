//! `misp-flow push`.

use std::{
    borrow::Cow,
    io::{self, BufRead as _, IsTerminal as _},
    path::Path,
};

use serde_json::json;

use super::{
    args::PushArguments,
    diff::Looked,
    failure::{CANCELLED, IN_THE_WAY, ServerFailure, UNSURE},
    session::Session,
};
use crate::{
    cli::{Failure, line::one_line, print},
    push::{self, Kept, Pushed, Standing},
};

/// What a push came to.
enum End {
    /// It was done.
    Done(Box<Pushed>),
    /// Both had the same.
    Nothing,
    /// Somebody's work, or a refusal, is in the way.
    InTheWay(Cow<'static, str>),
}

fn in_the_way(why: impl Into<Cow<'static, str>>) -> End {
    End::InTheWay(why.into())
}

pub fn run(arguments: &PushArguments) -> Result<u8, Failure> {
    let session = Session::open(&arguments.name)?;
    let looked = Looked::at(&session, &arguments.what)?;
    if !arguments.json {
        print(&looked.text(&session))?;
    }
    let end = push(&session, &looked, arguments).map_err(|failure| {
        let mut known = looked.json();
        if let Some(known) = known.as_object_mut() {
            // Null is for what is not known.
            let is_open = [UNSURE, CANCELLED].contains(&failure.status());
            known.insert("pushed".to_owned(), json!((!is_open).then_some(false)));
        }
        failure.knowing(known)
    })?;
    report(&looked, &end, arguments.json)
}

fn push(session: &Session, looked: &Looked, arguments: &PushArguments) -> Result<End, Failure> {
    let plan = &looked.plan;
    if !plan.refusals().is_empty() {
        return Ok(in_the_way(
            "Nothing was pushed: the server would refuse it.",
        ));
    }
    match plan.standing {
        Standing::New if plan.is_gone && !arguments.mine => {
            return Ok(in_the_way(
                "Nothing was pushed: somebody has deleted the workflow on the server. Make it anew with --mine, or leave it deleted.",
            ));
        }
        Standing::InSync => {
            if let Some(now) = &plan.now {
                let who = session.run(session.who())?;
                let kept = Kept::now(&who, &now.raw);
                session.store.set_base(&now.id, &kept)?;
                session
                    .store
                    .note_file(&now.id, &arguments.what.file, &kept, false)?;
            }
            return Ok(End::Nothing);
        }
        Standing::Diverged if !arguments.mine && plan.own.is_some() => {
            let own = plan.own.as_deref().unwrap_or(Path::new("-"));
            let file = arguments.what.file.display();
            return Ok(in_the_way(format!(
                "Nothing was pushed: it was changed on the server by your own push of {}, and {file} was made from an earlier state, as far as is known. Name what it was made from with --base, or overwrite the server's with --mine; it is kept then.",
                own.display()
            )));
        }
        Standing::Behind if !arguments.mine => {
            return Ok(in_the_way(
                "Nothing was pushed: the server has a later state. Pull it, or overwrite it with --mine; it is kept then.",
            ));
        }
        Standing::Diverged if plan.is_gone && !arguments.mine => {
            return Ok(in_the_way(
                "Nothing was pushed: somebody has deleted the workflow on the server, and there is another one in its place. Look at what that holds; overwrite it with --mine, it is kept then.",
            ));
        }
        Standing::Diverged if !arguments.mine => {
            return Ok(in_the_way(
                "Nothing was pushed: somebody else may have changed it on the server. Bring both together in the window, or overwrite the server's with --mine; it is kept then.",
            ));
        }
        _ => {}
    }
    if plan.misplaced.is_some() && arguments.yes && !arguments.misplaced {
        return Ok(in_the_way(
            "Nothing was pushed: it begins with another trigger than the one that the server keeps the workflow for. Choose another place with --to, or push it all the same with --misplaced.",
        ));
    }
    if !arguments.yes {
        match confirmed(session, "Push")? {
            Answer::Yes => {}
            Answer::No => return Ok(in_the_way("Nothing was pushed.")),
            Answer::Nobody => {
                return Ok(in_the_way(
                    "Nothing was pushed: there is no terminal to ask at; push with --yes.",
                ));
            }
        }
    }
    let done = session.run(async {
        let who = session.who().await?;
        let (client, store) = (&session.client, &session.store);
        Ok(push::send(client, store, plan, &looked.mine, &who, &looked.catalogue).await?)
    })?;
    Ok(End::Done(Box::new(done)))
}

/// What was answered to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    /// There is no terminal to ask at.
    Nobody,
}

/// Asks at the terminal; Ctrl-C ends the command.
pub(super) fn confirmed(session: &Session, verb: &str) -> Result<Answer, Failure> {
    if !io::stdin().is_terminal() {
        return Ok(Answer::Nobody);
    }
    eprint!("{verb}? [y/N] ");
    session.run(async {
        let typed = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line).map(|_| line)
        });
        tokio::select! {
            typed = typed => match typed {
                Ok(line) => {
                    let line = line.map_err(Failure::Input)?;
                    Ok(match line.trim() {
                        "y" | "Y" | "yes" => Answer::Yes,
                        _ => Answer::No,
                    })
                }
                Err(_) => Ok(Answer::No),
            },
            () = session.cancel().cancelled() => Err(ServerFailure::Cancelled.into()),
        }
    })
}

fn report(looked: &Looked, end: &End, as_json: bool) -> Result<u8, Failure> {
    let done = match end {
        End::Done(done) => Some(done),
        _ => None,
    };
    let otherwise = done.map(|done| done.differs.as_slice()).unwrap_or_default();
    if as_json {
        let mut shown = looked.json();
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("pushed".to_owned(), json!(done.is_some()));
            let why_not = match end {
                End::InTheWay(why) => Some(why.as_ref()),
                End::Nothing => Some("The server has the same."),
                End::Done(_) => None,
            };
            shown.insert("why_not".to_owned(), json!(why_not));
            let of_another = done.is_some_and(|done| done.is_of_another);
            let (by_server, since): (&[String], &[String]) = match of_another {
                true => (&[], otherwise),
                false => (otherwise, &[]),
            };
            shown.insert("stored_otherwise".to_owned(), json!(by_server));
            shown.insert("changed_since".to_owned(), json!(since));
            let warning = done.and_then(|done| done.warning.as_deref());
            shown.insert("warning".to_owned(), json!(warning));
            if let Some(done) = done {
                shown.insert(
                    "target".to_owned(),
                    json!({
                        "number": done.stored.id,
                        "trigger": done.stored.trigger_id(),
                    }),
                );
            }
        }
        print(&format!("{shown:#}\n"))?;
    }
    match end {
        End::Done(done) => {
            if !as_json {
                print(&format!(
                    "Pushed to workflow {}.\n",
                    one_line(&done.stored.id)
                ))?;
            }
            if let Some(warning) = &done.warning {
                eprintln!("misp-flow: {}", one_line(warning));
            }
            let what = if done.is_of_another {
                eprintln!(
                    "misp-flow: somebody else may have changed it on the server just after it was pushed; the next push asks about that"
                );
                "there now"
            } else {
                "stored otherwise"
            };
            for line in otherwise {
                eprintln!("misp-flow: {what}: {}", one_line(line));
            }
        }
        End::Nothing => {
            if !as_json {
                print("Nothing to push.\n")?;
            }
        }
        End::InTheWay(why) => eprintln!("{why}"),
    }
    let is_fine = otherwise.is_empty() && !matches!(end, End::InTheWay(_));
    Ok(if is_fine { 0 } else { IN_THE_WAY })
}
