create function public.hello() returns event_trigger language plpgsql as 'begin end';
