//! Reasons, as a supervisor reads them.

use super::{Language, Why};
use crate::attributes::Attributes;
use crate::crew::{Crew, Worker};
use crate::ids::{ReservationId, TaskId};
use crate::time::{Secs, Time};
use crate::workspace::{Input, NewPlan, NewTask, Workspace};

const CREW: &str = r#"
    [[activity]]
    name = "Available"
    available = true
    [[activity]]
    name = "Lunch"
    available = false
    [[channel]]
    name = "voice"
    [[queue]]
    name = "Support"
    workers = "skills HAS 'support'"
    [[worker]]
    name = "Ana"
    activity = "Available"
    attributes = { skills = ["support"], languages = ["en"] }
    [[worker]]
    name = "Ben"
    activity = "Lunch"
    attributes = { skills = ["support"], languages = ["es"] }
    [[worker]]
    name = "Cai"
    activity = "Available"
    capacity = { voice = 1 }
    attributes = { skills = ["support"], languages = ["es"] }
    [[worker]]
    name = "Dan"
    activity = "Available"
    attributes = { skills = ["sales"] }
"#;

const PLAN: &str = r#"{"task_routing": {"filters": [
    {"filter_friendly_name": "Sales", "expression": "topic == 'sales'", "targets": [{"queue": "Sales"}]},
    {"filter_friendly_name": "Support", "expression": "topic == 'support'", "targets": [
        {"queue": "Support", "expression": "task.language IN worker.languages", "timeout": 30},
        {"queue": "Support"}]}]}}"#;

fn workspace() -> Workspace {
    let mut workspace = Workspace::new();
    for input in Crew::read(CREW).unwrap().inputs() {
        workspace.handle(input, Time(0)).unwrap();
    }
    let plan = NewPlan {
        id: Default::default(),
        name: "Calls".into(),
        configuration: PLAN.into(),
        reservation_seconds: Some(Secs(20)),
    };
    workspace.handle(Input::DefinePlan { plan, re_evaluate: false }, Time(0)).unwrap();
    workspace
}

fn call(workspace: &mut Workspace, at: Time) {
    let task = NewTask {
        plan: Some("Calls".into()),
        attributes: Attributes::read(r#"{"topic": "support", "language": "es"}"#).unwrap(),
        channel: "voice".into(),
        priority: 0,
        timeout_seconds: Secs(3600),
        virtual_start: None,
        routing_target: None,
        ignore_capacity: None,
        not_before: None,
    };
    workspace.handle(Input::CreateTask(task), at).unwrap();
}

fn both(why: &Why) -> String {
    why.told(Language::English) + "\n" + &why.told(Language::Spanish)
}

#[test]
fn a_waiting_task_says_who_could_take_it_and_what_happens_next() {
    let mut workspace = workspace();
    call(&mut workspace, Time(0));
    call(&mut workspace, Time(5_000));
    let why = workspace.why(TaskId(2)).unwrap();
    expect_test::expect![[r#"
        Task 2 is pending.
        Filter "Sales" of plan "Calls" is not for it.
        It is in filter "Support" of plan "Calls", target 1 of 2: queue "Support".
        The target is for those who meet: task.language IN worker.languages
        It is first in line there.
        Ana does not meet the target's condition.
        Ben is in "Lunch", which is not available.
        Cai is busy, with a capacity of 1 for this channel.
        In 30 s it goes on to the next target.
        In 1 hour the task is canceled, if nobody has taken it.

        La tarea 2 está pendiente.
        El filtro "Sales" del plan "Calls" no es para ella.
        Está en el filtro "Support" del plan "Calls", destino 1 de 2: cola "Support".
        El destino es para quienes cumplen: task.language IN worker.languages
        Es la primera de las que esperan ahí.
        Ana no cumple la condición del destino.
        Ben está en "Lunch", que no es una actividad disponible.
        Cai no puede con más, con una capacidad de 1 para este canal.
        Dentro de 30 s pasa al destino siguiente.
        Dentro de 1 hora la tarea se cancela, si nadie la ha aceptado.
    "#]]
    .assert_eq(&both(&why));
    let why = workspace.why(TaskId(1)).unwrap();
    expect_test::expect![[r#"
        Task 1 is reserved.
        Filter "Sales" of plan "Calls" is not for it.
        It is in filter "Support" of plan "Calls", target 1 of 2: queue "Support".
        The target is for those who meet: task.language IN worker.languages
        It has been offered once.
        Ana does not meet the target's condition.
        Ben is in "Lunch", which is not available.
        Cai is being asked.
        In 15 s the offer ends unanswered.
        In 59 min 55 s the task is canceled, if nobody has taken it.

        La tarea 1 está ofrecida.
        El filtro "Sales" del plan "Calls" no es para ella.
        Está en el filtro "Support" del plan "Calls", destino 1 de 2: cola "Support".
        El destino es para quienes cumplen: task.language IN worker.languages
        Se ha ofrecido una vez.
        Ana no cumple la condición del destino.
        Ben está en "Lunch", que no es una actividad disponible.
        Cai tiene la oferta.
        Dentro de 15 s la oferta acaba sin respuesta.
        Dentro de 59 min 55 s la tarea se cancela, si nadie la ha aceptado.
    "#]]
    .assert_eq(&both(&why));
}

#[test]
fn a_task_that_is_taken_or_over_says_so() {
    let mut workspace = workspace();
    call(&mut workspace, Time(0));
    workspace.handle(Input::Accept { reservation: ReservationId(1) }, Time(3_000)).unwrap();
    let told = both(&workspace.why(TaskId(1)).unwrap());
    expect_test::expect![[r#"
        Task 1 is assigned.
        It is with Cai.
        In 24 hours the task is taken away.

        La tarea 1 está asignada.
        La tiene Cai.
        Dentro de 24 horas la tarea se retira.
    "#]]
    .assert_eq(&told);
    let done = Input::CompleteTask { task: TaskId(1), reason: "solved".into() };
    workspace.handle(done, Time(4_000)).unwrap();
    let told = both(&workspace.why(TaskId(1)).unwrap());
    expect_test::expect![[r#"
        Task 1 is completed: "solved".
        Its record is kept for 5 min more.

        La tarea 1 está completada: "solved".
        Su registro se guarda 5 min más.
    "#]]
    .assert_eq(&told);
    assert!(workspace.why(TaskId(7)).is_none());
}

#[test]
fn workers_kept_by_the_same_are_told_together_and_those_who_refused_apart() {
    let mut workspace = workspace();
    for name in ["Inés", "Luis"] {
        let worker = Worker {
            id: Default::default(),
            name: name.into(),
            activity: "Available".into(),
            capacity: Default::default(),
            attributes: Attributes::read(r#"{"skills": ["support"]}"#).unwrap(),
        };
        workspace.handle(Input::AddWorker(worker), Time(0)).unwrap();
    }
    call(&mut workspace, Time(0));
    let reject = Input::Reject { reservation: ReservationId(1), activity: None };
    workspace.handle(reject, Time(1_000)).unwrap();
    workspace.handle(Input::Tick, Time(30_000)).unwrap();
    workspace.handle(Input::Tick, Time(50_000)).unwrap();
    let told = both(&workspace.why(TaskId(1)).unwrap());
    expect_test::expect![[r#"
        Task 1 is reserved.
        Filter "Sales" of plan "Calls" is not for it.
        It is in filter "Support" of plan "Calls", target 2 of 2: queue "Support".
        It has been offered 4 times.
        Ana is being asked.
        Ben is in "Lunch", which is not available.
        Cai could take it, and others were asked first (refused or missed it before).
        Inés and Luis could take it, and others were asked first.
        In 11 s the offer ends unanswered.
        In 59 min 10 s the task is canceled, if nobody has taken it.

        La tarea 1 está ofrecida.
        El filtro "Sales" del plan "Calls" no es para ella.
        Está en el filtro "Support" del plan "Calls", destino 2 de 2: cola "Support".
        Se ha ofrecido 4 veces.
        Ana tiene la oferta.
        Ben está en "Lunch", que no es una actividad disponible.
        Cai podría aceptarla, y antes se ofreció a otras personas (antes la rechazó o la dejó pasar).
        Inés y Luis podrían aceptarla, y antes se ofreció a otras personas.
        Dentro de 11 s la oferta acaba sin respuesta.
        Dentro de 59 min 10 s la tarea se cancela, si nadie la ha aceptado.
    "#]].assert_eq(&told);
}

/// A workspace on a Monday evening, when queue Support is closed, with a mail channel.
fn closed_workspace(at: Time) -> Workspace {
    let hours = r#"
    [[calendar]]
    name = "Office"
    time_zone = "Europe/Madrid"
    holidays = [{ name = "Bridge", date = "2026-11-24" }]
    week = { monday = "09:00-18:00", tuesday = "09:00-18:00", wednesday = "09:00-18:00" }
    [[channel]]
    name = "mail"
    waits_for_opening = true
    "#;
    let crew = CREW.replace("name = \"Support\"", "name = \"Support\"\n    calendar = \"Office\"");
    let mut workspace = Workspace::new();
    for input in Crew::read(&format!("{crew}{hours}")).unwrap().inputs() {
        workspace.handle(input, at).unwrap();
    }
    let plan = NewPlan {
        id: Default::default(),
        name: "Calls".into(),
        configuration: PLAN.into(),
        reservation_seconds: Some(Secs(20)),
    };
    workspace.handle(Input::DefinePlan { plan, re_evaluate: false }, at).unwrap();
    workspace
}

/// Monday 2026-11-23 20:30 in Madrid.
const EVENING: Time = Time(1_795_462_200_000);

#[test]
fn a_call_that_comes_too_late_is_told_when_it_opens() {
    let mut workspace = closed_workspace(EVENING);
    call(&mut workspace, EVENING);
    expect_test::expect![[r#"
        Task 1 is canceled: its queue is closed.
        No queue that could take it was open.
        Queue "Support" is closed: it is outside its hours.
        It opens on Wednesday 2026-11-25 at 09:00.
        Its record is kept for 5 min more.

        La tarea 1 está cancelada: su cola está cerrada.
        No había abierta ninguna cola que pudiera recibirla.
        La cola "Support" está cerrada: está fuera de su horario.
        Abre el miércoles 2026-11-25 a las 09:00.
        Su registro se guarda 5 min más.
    "#]]
    .assert_eq(&both(&workspace.why(TaskId(1)).unwrap()));
    // A minute into the holiday, closed by hand too.
    let holiday = EVENING.after(Secs(4 * 3600));
    workspace.handle(Input::Tick, holiday).unwrap();
    call(&mut workspace, holiday);
    expect_test::expect![[r#"
        Task 2 is canceled: its queue is closed.
        No queue that could take it was open.
        Queue "Support" is closed: today is a holiday, Bridge.
        It opens on Wednesday 2026-11-25 at 09:00.
        Its record is kept for 5 min more.

        La tarea 2 está cancelada: su cola está cerrada.
        No había abierta ninguna cola que pudiera recibirla.
        La cola "Support" está cerrada: hoy es festivo, Bridge.
        Abre el miércoles 2026-11-25 a las 09:00.
        Su registro se guarda 5 min más.
    "#]]
    .assert_eq(&both(&workspace.why(TaskId(2)).unwrap()));
    let close =
        Input::CloseQueue { queue: "Support".into(), waiting: Default::default(), until: None };
    workspace.handle(close, holiday).unwrap();
    expect_test::expect![[r#"
        Task 2 is canceled: its queue is closed.
        No queue that could take it was open.
        Queue "Support" was closed by hand.
        It stays closed until somebody opens it.
        Its record is kept for 5 min more.

        La tarea 2 está cancelada: su cola está cerrada.
        No había abierta ninguna cola que pudiera recibirla.
        La cola "Support" se cerró a mano.
        Sigue cerrada hasta que alguien la abra.
        Su registro se guarda 5 min más.
    "#]]
    .assert_eq(&both(&workspace.why(TaskId(2)).unwrap()));
}

#[test]
fn a_sleeping_task_says_until_when_and_a_promised_one_too() {
    let mut workspace = closed_workspace(EVENING);
    let mail = |not_before| {
        Input::CreateTask(NewTask {
            plan: Some("Calls".into()),
            attributes: Attributes::read(r#"{"topic": "support", "language": "es"}"#).unwrap(),
            channel: "mail".into(),
            priority: 0,
            timeout_seconds: Secs(200_000),
            virtual_start: None,
            routing_target: None,
            ignore_capacity: None,
            not_before,
        })
    };
    workspace.handle(mail(None), EVENING).unwrap();
    workspace.handle(mail(Some(EVENING.after(Secs(3600)))), EVENING).unwrap();
    expect_test::expect![[r#"
        Task 1 is pending.
        Filter "Sales" of plan "Calls" is not for it.
        It is in filter "Support" of plan "Calls", target 1 of 2: queue "Support".
        The target is for those who meet: task.language IN worker.languages
        Queue "Support" is closed: it is outside its hours.
        It opens on Wednesday 2026-11-25 at 09:00.
        The task sleeps until the queue opens.
        Ana does not meet the target's condition.
        Ben is in "Lunch", which is not available.
        Cai can be asked once the queue opens.
        In 36 hours 30 min the queue opens and the task waits there awake.
        In 2 days 7 hours the task is canceled, if nobody has taken it.

        La tarea 1 está pendiente.
        El filtro "Sales" del plan "Calls" no es para ella.
        Está en el filtro "Support" del plan "Calls", destino 1 de 2: cola "Support".
        El destino es para quienes cumplen: task.language IN worker.languages
        La cola "Support" está cerrada: está fuera de su horario.
        Abre el miércoles 2026-11-25 a las 09:00.
        La tarea duerme hasta que la cola abra.
        Ana no cumple la condición del destino.
        Ben está en "Lunch", que no es una actividad disponible.
        Cai puede recibirla cuando abra la cola.
        Dentro de 36 horas 30 min la cola abre y la tarea espera despierta.
        Dentro de 2 días 7 horas la tarea se cancela, si nadie la ha aceptado.
    "#]]
    .assert_eq(&both(&workspace.why(TaskId(1)).unwrap()));
    expect_test::expect![[r#"
        Task 2 is pending.
        It is not routed before the moment promised for it.
        In 1 hour the promised moment comes and the task is routed.
        In 2 days 7 hours the task is canceled, if nobody has taken it.

        La tarea 2 está pendiente.
        No se encamina antes del momento prometido.
        Dentro de 1 hora llega el momento prometido y la tarea se encamina.
        Dentro de 2 días 7 horas la tarea se cancela, si nadie la ha aceptado.
    "#]]
    .assert_eq(&both(&workspace.why(TaskId(2)).unwrap()));
}

#[test]
fn a_call_that_waits_in_a_queue_which_has_closed_is_told_to_be_served_still() {
    let noon = EVENING.after_millis(-4 * 3_600_000);
    let mut workspace = closed_workspace(noon);
    for worker in ["Ana", "Cai"] {
        let activity = "Lunch".into();
        let worker = worker.into();
        let away = Input::SetWorkerActivity { worker, activity, reject_pending: true };
        workspace.handle(away, noon).unwrap();
    }
    call(&mut workspace, noon);
    let close =
        Input::CloseQueue { queue: "Support".into(), waiting: Default::default(), until: None };
    workspace.handle(close, noon).unwrap();
    let told = both(&workspace.why(TaskId(1)).unwrap());
    assert!(told.contains("Who waits there already is still served"), "{told}");
    assert!(told.contains("A quienes ya esperan ahí se les atiende todavía"), "{told}");
}

#[test]
fn a_reason_of_the_vendor_is_told_as_a_sentence_and_stays_in_the_data() {
    let mut workspace = workspace();
    for worker in ["Ana", "Cai"] {
        let (worker, activity) = (worker.into(), "Lunch".into());
        let away = Input::SetWorkerActivity { worker, activity, reject_pending: true };
        workspace.handle(away, Time(0)).unwrap();
    }
    call(&mut workspace, Time(0));
    let due = Time(3_600_000);
    while let Some(next) = workspace.next_deadline().filter(|next| *next <= due) {
        workspace.handle(Input::Tick, next).unwrap();
    }
    let why = workspace.why(TaskId(1)).unwrap();
    assert!(!why.reason.is_empty());
    let told = both(&why);
    assert!(told.starts_with("Task 1 is canceled: nobody had taken it"), "{told}");
    assert!(!told.contains(&*why.reason), "{told}");
}
