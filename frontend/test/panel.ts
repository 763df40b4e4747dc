import { act, fireEvent, screen } from '@testing-library/react';

/** A step, and what follows from it. */
export async function during(step: () => void = () => undefined): Promise<void> {
  await act(async () => {
    step();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  });
}

export async function press(testId: string): Promise<void> {
  await during(() => {
    fireEvent.click(screen.getByTestId(testId));
  });
}

export async function type(testId: string, value: string): Promise<void> {
  await during(() => {
    fireEvent.change(screen.getByTestId(testId), { target: { value } });
  });
}
