create function public.hello() returns event_trigger language plpgsql as 'begin end';
create event trigger at_login on login execute function public.hello();
