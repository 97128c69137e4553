create schema "Odd.one";
