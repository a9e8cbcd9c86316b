-- migrate:up

create schema read;

-- Every class entry; a later one may have withdrawn it.
create table read.class (
    obligor_id   text not null,
    entry        int  not null,      -- dense per obligor
    loan_id      text not null,
    effective_on date not null,
    class        text not null,
    own_merit    text not null,
    policy_id    text not null,
    withdrawn    boolean not null default false,
    primary key (obligor_id, entry)
);
create index class_loan on read.class (loan_id);

create view read.present_class as
    select distinct on (loan_id) loan_id, obligor_id, class, own_merit, policy_id, effective_on
    from read.class where not withdrawn order by loan_id, effective_on desc, entry desc;

do $$
declare
    service text := regexp_replace(current_user, '_owner$', '');
begin
    execute format('grant usage on schema read to %I', service);
    execute format('grant select, insert, update, delete on all tables in schema read to %I', service);
end $$;

-- migrate:down
drop schema read cascade;
